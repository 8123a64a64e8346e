import Agent
import Backup
import DriveSimulator
import FoundationEssentials
import Pipe
import SupervisorSimulator
import TestSupport
import Testing

@Suite struct DirectBackupTests {
    @Test func `Home Assistant is held still while its configuration is read, and the Supervisor stores nothing`()
        async throws
    {
        let site = try await SupervisedSite()
        let result = try #require(await site.backUp(site.configuration(.direct)).result)
        #expect(result.warningCount == 0 && result.notices.isEmpty)
        #expect(site.supervisor.thaws.asked == 1 && !site.supervisor.isFrozen)
        #expect(site.supervisor.backups.isEmpty)
        #expect(try site.verified().isGood)
    }

    @Test func `it goes on long before a slow upload of the other folders has ended`() async throws {
        let site = try await SupervisedSite(kibibytes: 1)
        let noise = (0..<3 << 20).map { _ in UInt8.random(in: 0...255) }
        try Data(noise).write(to: URL(filePath: site.folder.path("share/film.mkv")))
        var configuration = site.configuration(.direct)
        configuration.drive.rateLimit = 150_000
        let running = Task { await site.backUp(configuration) }
        try await eventually { site.supervisor.thaws.asked == 1 }
        #expect(site.storedBytes.isEmpty)
        #expect(await running.value.result != nil)
    }

    @Test func `whatever ends the backup, Home Assistant goes on`() async throws {
        let site = try await SupervisedSite(kibibytes: 2_048)
        site.drive.add(Fault(.status(403, reason: "storageQuotaExceeded"), on: .chunk, from: 2))
        #expect(await site.backUp(site.configuration(.direct)).failure?.code == "drive_quota")
        #expect(site.supervisor.thaws.asked == 1 && !site.supervisor.isFrozen)
        var configuration = site.configuration(.direct)
        configuration.source.config = "/nowhere"
        #expect(await site.backUp(configuration).failure?.code == "source_missing")
        #expect(site.supervisor.thaws.asked == 2 && !site.supervisor.isFrozen)
    }

    @Test func `cancelled in the middle, Home Assistant goes on`() async throws {
        let site = try await SupervisedSite(kibibytes: 4_096)
        var configuration = site.configuration(.direct)
        configuration.drive.rateLimit = 100_000
        let cancellation = Cancellation()
        let running = Task { [configuration] in await site.backUp(configuration, cancellation: cancellation) }
        try await eventually { site.supervisor.isFrozen && site.drive.openSessions == 1 }
        cancellation.request()
        #expect(await running.value == .cancelled)
        #expect(site.supervisor.thaws.asked == 1 && !site.supervisor.isFrozen)
        #expect(site.storedBytes.isEmpty)
    }

    @Test func `a freeze that ends by its time-out is a note, and the backup is good`() async throws {
        let site = try await SupervisedSite(kibibytes: 2_048) { $0.second = 0.001 }
        var configuration = site.configuration(.direct)
        configuration.drive.rateLimit = 1_000_000
        configuration.supervisor.freezeTimeout = 60
        let result = try #require(await site.backUp(configuration).result)
        #expect(result.warningCount == 0)
        #expect(result.notices.count { $0.path == "Supervisor" } == 1)
        #expect(site.supervisor.thaws.timedOut == 1)
        #expect(try site.verified().isGood)
    }

    @Test func `a freeze that is refused is a warning`() async throws {
        let site = try await SupervisedSite()
        site.supervisor.add(SupervisorFault(.answer(status: 403, text: "no"), on: "POST /backups/freeze"))
        let result = try #require(await site.backUp(site.configuration(.direct)).result)
        #expect(result.warningCount == 1)
        #expect(result.notices.first?.reason.contains("hassio_role: backup") == true)
        #expect(try site.verified().isGood)
    }

    @Test func `without a token the mode is a mistake, and said to be one`() async throws {
        let site = try await SupervisedSite()
        var configuration = site.configuration(.direct)
        configuration.supervisor.token = nil
        #expect(await site.backUp(configuration).failure?.code == "supervisor_missing")
    }
}
