import Drive
import DriveSimulator
import Pipe
import Testing

@Suite struct DownloadTests {
    private static let size = 700_001

    private func download(
        from start: Int64 = 0, of size: Int = size, _ faults: Fault...
    ) throws -> (received: [UInt8], sent: [UInt8], drive: SimulatedDrive) {
        let drive = try SimulatedDrive(settings: { $0.http.stallTimeout = 1 })
        let bytes = Array(TestData.bytes.prefix(size))
        let file = try drive.upload(bytes[...])
        for fault in faults { drive.simulator.add(fault) }
        var received: [UInt8] = []
        try drive.client().download(file.id, from: start) { received += $0 }
        return (received, bytes, drive)
    }

    @Test(arguments: [0, 1, size])
    func `a file comes back as it went`(size: Int) throws {
        let result = try download(of: size)
        #expect(result.received == result.sent)
    }

    @Test func `a download begins where it is told to`() throws {
        let result = try download(from: 600_000)
        #expect(result.received == Array(result.sent[600_000...]))
    }

    @Test func `trouble before the first byte and an old token are survived`() throws {
        let result = try download(
            Fault(.status(503), on: .download), Fault(.expireToken, on: .download, from: 2),
            Fault(.dropBefore, on: .download, from: 4))
        #expect(result.received == result.sent)
    }

    @Test func `what the sink throws ends it`() throws {
        let drive = try SimulatedDrive()
        let file = try drive.upload(TestData.bytes.prefix(Self.size))
        #expect(throws: Broken.producer) {
            try drive.client().download(file.id) { _ in throw Broken.producer }
        }
        #expect(drive.requests(.download).count == 1)
    }

    @Test func `a cancellation ends it`() throws {
        let drive = try SimulatedDrive()
        let file = try drive.upload(TestData.bytes.prefix(Self.size))
        let cancellation = Cancellation()
        drive.simulator.add(Fault(.delay(seconds: 20), on: .download))
        Thread.start {
            _ = Cancellation().sleep(seconds: 0.1)
            cancellation.request()
        }
        #expect(throws: DriveError.cancelled) { try drive.client(cancellation).download(file.id) { _ in } }
    }

    @Test func `a file that is not there is not found`() throws {
        let drive = try SimulatedDrive()
        let error = #expect(throws: DriveError.self) { try drive.client().download("gone") { _ in } }
        #expect(error?.code == "not_found")
    }
}
