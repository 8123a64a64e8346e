import FoundationEssentials
import HTTP
import JSON
import Pipe
import Supervisor
import SupervisorSimulator
import TestSupport
import Testing

@Suite struct DownloadTests {
    /// A system with a backup of some hundred kilobytes that do not compress.
    private func system() throws -> (SimulatedSystem, StoredBackup) {
        let system = try SimulatedSystem()
        var random = SeededRandom(seed: 7)
        let noise = (0..<700_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        try Data(noise).write(to: URL(filePath: system.folder.path("share/noise.bin")))
        return (system, try #require(try system.simulator.makeBackup(["folders": ["share"]])))
    }

    private func content(_ backup: StoredBackup) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: backup.path)))
    }

    @Test(arguments: [0, 1, 511, 65_536, 600_000])
    func `a download that is cut goes on where it was`(bytes: Int64) throws {
        let (system, backup) = try system()
        system.simulator.add(SupervisorFault(.cut(after: bytes), on: "GET /backups/", times: 3))
        var got: [UInt8] = []
        let size = try system.client().download(backup.slug) { got.append(contentsOf: $0) }
        #expect(size == backup.size)
        #expect(try got == content(backup))
    }

    @Test func `a download that is always cut fails in the end`() throws {
        let (system, backup) = try system()
        system.simulator.add(SupervisorFault(.cut(after: 0), on: "GET /backups/", times: nil))
        let client = try system.client { $0.transferBackoff.patience = 0.05 }
        let error = #expect(throws: SupervisorError.self) { try client.download(backup.slug) { _ in } }
        #expect(error?.code == "supervisor_unreachable")
    }

    @Test func `a file that changes between two parts is noticed`() throws {
        let (system, backup) = try system()
        system.simulator.add(SupervisorFault(.cut(after: 100_000), on: "GET /backups/"))
        let path = backup.path
        let client = try system.client { settings in
            settings.willRetry = { _, _ in
                try? Data(repeating: 1, count: 800_000).write(to: URL(filePath: path))
            }
        }
        let error = #expect(throws: SupervisorError.self) { try client.download(backup.slug) { _ in } }
        #expect(error?.code == "supervisor_download_failed")
    }

    @Test func `what the receiver throws ends the download`() throws {
        let (system, backup) = try system()
        let client = try system.client()
        var pieces = 0
        #expect(throws: CancellationRequested.self) {
            try client.download(backup.slug) { _ in
                pieces += 1
                throw CancellationRequested()
            }
        }
        #expect(pieces == 1)
        #expect(system.requests("GET /backups/\(backup.slug)/download").count == 1)
    }

    @Test func `a cancellation ends the download`() throws {
        let (system, backup) = try system()
        let cancellation = Cancellation()
        let client = try system.client(cancellation)
        #expect(throws: SupervisorError.cancelled) {
            try client.download(backup.slug) { _ in cancellation.request() }
        }
    }
}
