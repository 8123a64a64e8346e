import Drive
import DriveSimulator
import HTTP
import Pipe
import Testing

/// A cancellation ends an upload soon, wherever it is, and leaves no file.
@Suite struct UploadCancellationTests {
    private static let quantum = SimulatedDrive.quantum
    private static let size = 3 * quantum + 1000

    /// The simulator takes this many seconds to answer; who waits for it has not been cancelled.
    private static let long = 20.0

    @Test(arguments: [
        (RequestKind.token, 1), (.metadata, 1), (.sessionStart, 1), (.chunk, 1), (.chunk, 2), (.chunk, 4),
    ])
    func `a request that waits for its answer is left`(kind: RequestKind, place: Int) throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.delay(seconds: Self.long), on: kind, from: place))
        try expectCancelled(drive, leavesSession: kind == .sessionStart) { $0.requests(kind).count >= min(place, 3) }
    }

    @Test func `a session that opens a moment after the cancellation is closed again`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.delay(seconds: 0.4), on: .sessionStart))
        try expectCancelled(drive) { $0.simulator.openSessions == 1 }
        #expect(drive.requests(.cancel).count == 1)
    }

    @Test func `a request that is stuck in the middle of its body is left`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.stall(afterBytes: 1000), on: .chunk, from: 2))
        try expectCancelled(drive) { $0.requests(.chunk).count >= 1 }
    }

    @Test func `a wait between attempts is cut short`() throws {
        let drive = try SimulatedDrive(settings: { $0.transferBackoff.second = Self.long })
        drive.simulator.add(Fault(.status(503), on: .chunk, from: 2))
        try expectCancelled(drive) { $0.requests(.chunk).count >= 2 }
    }

    @Test func `waiting for the producer ends with the pipe's abort`() throws {
        let drive = try SimulatedDrive()
        let release = Cancellation()
        defer { release.request() }
        try expectCancelled(drive, size: 2 * Self.quantum + 5, ending: .hang(until: release)) {
            !$0.requests(.chunk).isEmpty
        }
    }

    @Test func `a file that was made all the same is deleted`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(Fault(.delay(seconds: Self.long), on: .finalChunk))
        try expectCancelled(drive) { !$0.simulator.files.isEmpty }
        #expect(drive.requests(.delete).contains { $0.status == 204 })
    }

    @Test func `what was cancelled before it began sends nothing`() throws {
        let drive = try SimulatedDrive()
        let cancellation = Cancellation()
        cancellation.request()
        #expect(throws: CancellationRequested.self) {
            try drive.upload(TestData.bytes.prefix(10), cancellation: cancellation)
        }
        #expect(drive.simulator.requests.isEmpty)
    }

    @Test func `a Drive that no longer answers does not hold up the end`() throws {
        let drive = try SimulatedDrive()
        drive.simulator.add(
            Fault(.delay(seconds: Self.long), on: .chunk, from: 2),
            Fault(.delay(seconds: Self.long), on: .cancel), Fault(.delay(seconds: Self.long), on: .delete))
        try expectCancelled(drive) { $0.requests(.chunk).count >= 2 }
    }

    /// Uploads until `isDue`, cancels, and sees that it ended for that reason and before the simulator answered.
    private func expectCancelled(
        _ drive: SimulatedDrive, size: Int = size, leavesSession: Bool = false, ending: Producer.Ending = .finish,
        when isDue: @escaping @Sendable (SimulatedDrive) -> Bool
    ) throws {
        let cancellation = Cancellation()
        Thread.start {
            while !isDue(drive) { guard Cancellation().sleep(seconds: 0.01) else { return } }
            // Let the request get stuck.
            _ = Cancellation().sleep(seconds: 0.05)
            cancellation.request()
        }
        let start = ContinuousClock.now
        #expect(throws: CancellationRequested.self) {
            try drive.upload(TestData.bytes.prefix(size), cancellation: cancellation, ending: ending)
        }
        #expect(ContinuousClock.now - start < .seconds(Self.long))
        #expect(drive.simulator.files.isEmpty)
        #expect((drive.simulator.openSessions > 0) == leavesSession)
    }
}
