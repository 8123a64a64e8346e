import Cryptography
import Drive
import DriveSimulator
import HTTP
import Pipe
import Testing

/// Uploads of four chunks in which something goes wrong at the first, a middle and the last one.
@Suite struct UploadFaultTests {
    private static let quantum = SimulatedDrive.quantum
    private static let size = 3 * quantum + 1000
    private static let places = [1, 2, 4]

    private static let survivable: [Fault.Effect] = [
        .status(500), .status(500, reason: "backendError"), .status(502), .status(503), .status(504), .status(408),
        .status(429), .status(429, retryAfter: 3), .status(403, reason: "userRateLimitExceeded"),
        .status(403, reason: "rateLimitExceeded"), .status(401), .expireToken,
        .dropBefore, .dropAfterBytes(1), .dropAfterBytes(150_000), .dropAfterBytes(262_143), .dropAfterCommit,
        .shortAck(keepBytes: 0),
    ]

    @Test(arguments: survivable, places)
    func `what is transient is survived`(effect: Fault.Effect, place: Int) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(effect, on: .chunk, from: place))
        try expectWhole(drive)
    }

    @Test(arguments: survivable, places)
    func `trouble that lasts a while is survived too`(effect: Fault.Effect, place: Int) throws {
        // Twice refused with a fresh token is a verdict, not trouble.
        guard effect != .status(401), effect != .expireToken else { return }
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(effect, on: .chunk, from: place, times: 4))
        try expectWhole(drive)
    }

    @Test(arguments: [1, 2, 3])
    func `the question about what was kept may fail as well`(times: Int) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(
            Fault(.dropAfterCommit, on: .chunk, from: 2), Fault(.dropAfterCommit, on: .finalChunk),
            Fault(.status(503), on: .statusQuery, times: times), Fault(.dropBefore, on: .statusQuery, from: 5))
        try expectWhole(drive)
    }

    @Test(arguments: 0...8)
    func `a short acknowledgement is followed wherever it comes`(kept: Int) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.shortAck(keepBytes: Int64(kept * Self.quantum)), on: .chunk, times: 3))
        let bytes = TestData.bytes.prefix(7 * Self.quantum + 5)
        let made = try drive.upload(bytes, chunkSize: 3 * Self.quantum)
        #expect(drive.simulator.content(of: made.id) == Array(bytes))
    }

    @Test(arguments: [false, true])
    func `a lost answer to the last chunk makes no second file`(isExactMultiple: Bool) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.dropAfterCommit, on: .finalChunk))
        let bytes = TestData.bytes.prefix(isExactMultiple ? 2 * Self.quantum : Self.size)
        let made = try drive.upload(bytes)
        #expect(drive.simulator.files.map(\.id) == [made.id])
        #expect(made.md5Checksum == Digest.hex(.md5, of: bytes))
    }

    @Test func `a session that is gone after the file was made is no loss`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.dropAfterCommit, on: .finalChunk), Fault(.expireSession(410), on: .statusQuery))
        try expectWhole(drive)
    }

    @Test(arguments: [404, 410])
    func `a file that shows a moment after its session is gone is found`(status: Int) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(
            Fault(.dropAfterCommit, on: .finalChunk), Fault(.expireSession(status), on: .statusQuery),
            // The first request about files made the id.
            Fault(.status(404), on: .metadata, from: 2, times: 2))
        try expectWhole(drive)
    }

    @Test func `a last chunk that is refused because the file is there already is found out`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.dropAfterCommit, on: .finalChunk), Fault(.status(409), on: .statusQuery))
        try expectWhole(drive)
    }

    @Test func `an id that is taken is exchanged for another`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.status(409, reason: "fileIdInUse"), on: .sessionStart))
        try expectWhole(drive)
        #expect(drive.requests(.metadata).count == 2)
    }

    @Test func `a start whose answer is lost leaves a session without a byte, and one file`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.dropAfterCommit, on: .sessionStart), Fault(.dropAfterCommit, on: .metadata))
        let made = try drive.upload(TestData.bytes.prefix(Self.size))
        #expect(drive.simulator.files.map(\.id) == [made.id])
        #expect(drive.simulator.openSessions == 1 && drive.simulator.bytesKept == 0)
    }

    @Test func `a server that is silent in the middle is given up and asked again`() throws {
        let drive = try SimulatedDrive(settings: { $0.http.stallTimeout = 1 })
        drive.simulator.add(Fault(.stall(afterBytes: 100_000), on: .chunk, from: 2))
        try expectWhole(drive)
    }

    @Test(arguments: [RequestKind.metadata, .sessionStart, .token])
    func `trouble before the first byte is survived`(kind: RequestKind) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.status(503), on: kind, times: 2), Fault(.dropBefore, on: kind, from: 3))
        try expectWhole(drive)
    }

    @Test func `an access token that dies between all chunks is renewed each time`() throws {
        let drive = try SimulatedDrive()
        for request in [1, 3, 5, 7] { drive.simulator.add(Fault(.expireToken, on: .chunk, from: request)) }
        try expectWhole(drive)
        #expect(drive.requests(.token).count == 5)
    }

    @Test func `retries are counted`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.status(503), on: .chunk, from: 2, times: 3))
        var retries = 0
        _ = try drive.upload(TestData.bytes.prefix(Self.size)) { retries = $0.retries }
        #expect(retries == 3)
    }

    private func expectWhole(_ drive: SimulatedDrive) throws {
        let bytes = TestData.bytes.prefix(Self.size)
        let made = try drive.upload(bytes)
        #expect(made.md5Checksum == Digest.hex(.md5, of: bytes) && made.size == Int64(Self.size))
        #expect(drive.simulator.content(of: made.id) == Array(bytes))
        #expect(drive.simulator.files.map(\.id) == [made.id])
        #expect(drive.simulator.openSessions == 0)
    }
}
