import Drive
import DriveSimulator
import HTTP
import Pipe
import Testing

/// Uploads that cannot succeed: whatever ends them, no file and no open session stay behind.
@Suite struct UploadFailureTests {
    private static let quantum = SimulatedDrive.quantum
    private static let size = 3 * quantum + 1000
    private static let places = [1, 2, 4]

    @Test(arguments: [404, 410], places)
    func `an expired session is lost`(status: Int, place: Int) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.expireSession(status), on: .chunk, from: place))
        try expect("session_lost", of: drive)
    }

    @Test func `a session that expires during a retry is lost`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.status(503), on: .chunk, from: 2), Fault(.expireSession(404), on: .statusQuery))
        try expect("session_lost", of: drive)
    }

    @Test(arguments: places)
    func `other bytes than were sent are seen, and the file is deleted`(place: Int) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.corrupt, on: .chunk, from: place))
        try expect("upload_corrupt", of: drive)
        #expect(drive.requests(.delete).map(\.status) == [204])
    }

    @Test func `a wrong file is deleted even when that takes several attempts`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.corrupt, on: .chunk), Fault(.status(503), on: .delete, times: 3))
        try expect("upload_corrupt", of: drive)
    }

    @Test func `a wrong file that may not be deleted is called damaged`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(
            Fault(.corrupt, on: .chunk),
            Fault(.status(403, reason: "insufficientFilePermissions"), on: .delete, times: nil))
        #expect(throws: DriveError.self) { try drive.upload(TestData.bytes.prefix(Self.size)) }
        #expect(drive.simulator.files.map { $0.appProperties["verified"] } == ["failed"])
    }

    @Test(
        arguments: [
            ("storageQuotaExceeded", "drive_quota"), ("teamDriveFileLimitExceeded", "drive_quota"),
            ("dailyLimitExceeded", "daily_limit"), ("insufficientFilePermissions", "drive_permissions"),
        ], places)
    func `a permanent refusal stops at once`(refusal: (reason: String, code: String), place: Int) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.status(403, reason: refusal.reason), on: .chunk, from: place, times: nil))
        try expect(refusal.code, of: drive)
        #expect(drive.requests(.chunk, .finalChunk).count == place)
        #expect(drive.requests(.cancel).count == 1)
    }

    @Test func `a Drive that fills up in the middle is noticed`() throws {
        let drive = try SimulatedDrive({ $0.quotaLimit = Int64(2 * Self.quantum) })
        try expect("drive_quota", of: drive)
    }

    @Test(arguments: places)
    func `a token that is refused twice means authorising again`(place: Int) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.status(401), on: .chunk, from: place, times: 2))
        try expect("not_authorized", of: drive)
        #expect(drive.requests(.token).count == 2)
    }

    @Test func `access that is revoked in the middle means authorising again`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(
            Fault(.expireToken, on: .chunk, from: 2),
            Fault(.status(400, reason: "invalid_grant"), on: .token, from: 2, times: nil))
        try expect("not_authorized", of: drive, leavesSession: true)
    }

    @Test func `a folder that is gone is named`() throws {
        let drive = try SimulatedDrive()
        let pipe = Pipe(blockCount: 2, blockSize: 1000)
        Producer(bytes: TestData.bytes.prefix(10), ending: .finish).start(pipe.makeWriter())
        let error = #expect(throws: DriveError.self) {
            let session = UploadSession(client: drive.client(), file: NewFile(name: "b", parent: "gone"))
            _ = try session.run(reader: pipe.makeReader())
        }
        #expect(error?.code == "folder_missing")
    }

    @Test(arguments: places)
    func `without progress patience ends with the last error`(place: Int) throws {
        let drive = try SimulatedDrive(settings: { $0.transferBackoff.patience = 0.05 })
        drive.simulator.add(
            Fault(.status(503), on: .chunk, from: place, times: nil), Fault(.status(502), on: .statusQuery, times: nil))
        try expect("drive_unavailable", of: drive)
    }

    @Test func `a server that keeps nothing, for ever, is given up`() throws {
        let drive = try SimulatedDrive(settings: { $0.transferBackoff.patience = 0.05 })
        drive.simulator.add(Fault(.shortAck(keepBytes: 0), on: .chunk, from: 2, times: nil))
        try expect("drive_unavailable", of: drive)
    }

    @Test(arguments: places)
    func `requests to slow down without end are the day's limit`(place: Int) throws {
        let drive = try SimulatedDrive(settings: { $0.uploadLimitPatience = 0.05 })
        drive.simulator.add(Fault(.status(403, reason: "userRateLimitExceeded"), on: .chunk, from: place, times: nil))
        try expect("upload_limit", of: drive)
    }

    @Test func `the day's limit may show before the first byte`() throws {
        let drive = try SimulatedDrive(settings: { $0.uploadLimitPatience = 0.05 })
        drive.simulator.add(Fault(.status(403, reason: "userRateLimitExceeded"), on: .sessionStart, times: nil))
        try expect("upload_limit", of: drive)
    }

    @Test(arguments: ["storageQuotaExceeded", "insufficientFilePermissions", "dailyLimitExceeded"], places)
    func `after a permanent refusal the session is cancelled, whatever that takes, and never asked again`(
        reason: String, place: Int
    ) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(
            Fault(.status(403, reason: reason), on: .chunk, from: place), Fault(.status(503), on: .cancel),
            Fault(.dropBefore, on: .cancel, from: 2))
        #expect(throws: DriveError.self) { try drive.upload(TestData.bytes.prefix(Self.size)) }
        expectNothing(in: drive)
        let kinds = drive.simulator.requests.map(\.kind)
        let refused = try #require(kinds.lastIndex { $0 == .chunk || $0 == .finalChunk })
        // After the last chunk, the file is looked for as well.
        let later: Set<RequestKind> = place == 4 ? [.metadata, .cancel, .delete] : [.cancel]
        #expect(later.isSuperset(of: kinds[(refused + 1)...]))
        #expect(drive.requests(.chunk, .finalChunk).count == place)
        #expect(drive.requests(.cancel).last?.status == 499)
    }

    @Test func `the producer is told why nobody reads any more`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.status(403, reason: "storageQuotaExceeded"), on: .chunk))
        let pipe = Pipe(blockCount: 2, blockSize: 100_000)
        let box = Handover(pipe.makeWriter())
        let told = Told()
        Thread.start {
            var writer = box.take()
            do {
                while true { try TestData.bytes.withUnsafeBytes { try writer.write($0) } }
            } catch {
                told.tell(error)
            }
        }
        let error = #expect(throws: DriveError.self) {
            let session = UploadSession(client: drive.client(), file: NewFile(name: "b"), chunkSize: Self.quantum)
            _ = try session.run(reader: pipe.makeReader())
        }
        #expect(error?.code == "drive_quota")
        #expect(told.wait() as? DriveError == error)
    }

    @Test(arguments: [0, 1, quantum - 1, quantum, quantum + 1, 3 * quantum, 3 * quantum + 5])
    func `a producer that fails after any number of bytes leaves nothing`(count: Int) throws {
        let drive = try SimulatedDrive()
        #expect(throws: Broken.producer) {
            try drive.upload(TestData.bytes.prefix(count), ending: .fail(Broken.producer))
        }
        #expect(throws: PipeError.producerVanished) {
            try drive.upload(TestData.bytes.prefix(count), ending: .vanish)
        }
        expectNothing(in: drive)
        #expect(drive.requests(.finalChunk).isEmpty)
    }

    private func expect(_ code: String, of drive: SimulatedDrive, leavesSession: Bool = false) throws {
        let error = #expect(throws: DriveError.self) { try drive.upload(TestData.bytes.prefix(Self.size)) }
        #expect(error?.code == code)
        #expect("\(try #require(error))".contains("upload_id") == false)
        expectNothing(in: drive, leavesSession: leavesSession)
    }

    private func expectNothing(in drive: SimulatedDrive, leavesSession: Bool = false) {
        #expect(drive.simulator.files.isEmpty)
        #expect((drive.simulator.openSessions > 0) == leavesSession)
    }
}

enum Broken: Error {
    case producer
}
