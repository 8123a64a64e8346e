import Agent
import Backup
import Catalog
import DriveSimulator
import FoundationEssentials
import JSON
import Pipe
import SupervisorSimulator
import TestSupport
import Testing

@Suite struct SupervisorFilesTests {
    @Test(arguments: [true, false])
    func `a full backup of the Supervisor's is stored byte for byte`(deletes: Bool) async throws {
        let site = try await SupervisedSite()
        var configuration = site.configuration(.classic)
        configuration.supervisor.deleteAfterUpload = deletes
        let result = try #require(await site.backUp(configuration).result)
        #expect(result.warningCount == 0)
        #expect(site.supervisor.backups.isEmpty == deletes)
        if let made = site.supervisor.backups.first {
            let bytes = try Data(contentsOf: URL(filePath: made.path))
            #expect(site.storedBytes == [Array(bytes)])
            #expect(result.slug == made.slug)
        }
        let stored = try #require(site.site.backups.first)
        #expect(stored.appProperties["kind"] == "full" && stored.appProperties["slug"] == result.slug)
        #expect(site.supervisor.requests.contains { $0.body["name"] == "N" })
        #expect(try site.verified().isGood)
    }

    @Test func `what could not be stored stays, and the failure says how to try again`() async throws {
        let site = try await SupervisedSite(kibibytes: 2_048)
        site.drive.add(Fault(.status(403, reason: "storageQuotaExceeded"), on: .chunk, from: 2))
        var configuration = site.configuration(.classic)
        configuration.supervisor.deleteAfterUpload = true
        let failure = try #require(await site.backUp(configuration).failure)
        let slug = try #require(site.supervisor.backups.first?.slug)
        #expect(failure.code == "drive_quota" && failure.message.contains(slug))
        let again = await site.backUp(configuration, origin: .supervisor(.existing(slug)))
        #expect(again.result?.slug == slug)
        #expect(site.supervisor.backups.isEmpty)
    }

    @Test func `one that is stored already is not stored again`() async throws {
        let site = try await SupervisedSite()
        let slug = try #require(try site.supervisor.makeBackup(["name": "Mine", "addons": "ALL"])?.slug)
        let order = BackupOrigin.supervisor(.existing(slug))
        #expect(await site.backUp(site.configuration(), origin: order).result?.slug == slug)
        #expect(site.site.backups.first?.appProperties["kind"] == "partial")
        guard case .skipped = await site.backUp(site.configuration(), origin: order) else {
            Issue.record("not skipped")
            return
        }
        #expect(site.storedBytes.count == 1 && site.supervisor.backups.count == 1)
    }

    @Test func `one that is not there is told as such`() async throws {
        let site = try await SupervisedSite()
        let outcome = await site.backUp(site.configuration(), origin: .supervisor(.existing("01234567")))
        #expect(outcome.failure?.code == "supervisor_backup_missing")
    }

    @Test func `a file that is no backup any more is not stored`() async throws {
        let site = try await SupervisedSite()
        let made = try #require(try site.supervisor.makeBackup(["name": "Mine", "addons": "ALL"]))
        let bytes = try Data(contentsOf: URL(filePath: made.path))
        try Data(bytes.prefix(bytes.count / 2)).write(to: URL(filePath: made.path))
        let outcome = await site.backUp(site.configuration(), origin: .supervisor(.existing(made.slug)))
        #expect(outcome.failure != nil)
        #expect(site.storedBytes.isEmpty)
    }

    @Test func `what retention would delete at once is not sent again and again`() async throws {
        let site = try await SupervisedSite()
        for name in ["One", "Two", "Three"] {
            _ = try site.supervisor.makeBackup(["name": .string(name)], isFull: true)
        }
        var configuration = site.configuration()
        configuration.retention.policy = RetentionPolicy(keepLast: 2)
        let first = try #require(await site.backUp(configuration, origin: .supervisor(.missing)).result)
        #expect(first.remaining == 1)
        #expect(first.notices.contains { $0.reason.contains("would be deleted at once") })
        #expect(await site.backUp(configuration, origin: .supervisor(.missing)).result?.remaining == 0)
        guard case .skipped(let why) = await site.backUp(configuration, origin: .supervisor(.missing)) else {
            Issue.record("not skipped")
            return
        }
        #expect("\(why)".contains("would be deleted at once"))
        #expect(Set(site.site.backups.map { $0.name.prefix(3) }) == ["Thr", "Two"])
    }

    @Test func `all that are missing come one after the other, the newest first, and then there is nothing to do`()
        async throws
    {
        let site = try await SupervisedSite()
        for name in ["One", "Two", "Three"] {
            _ = try site.supervisor.makeBackup(["name": .string(name)], isFull: true)
        }
        let watcher = try await Watcher(site.site)
        let agent = RunningAgent(site.configuration())
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "m", "source": {"supervisor": "missing"}}"#)
        try await watcher.wait(for: "drivepipe/catalog") { $0["count"] == 3 }
        let names = site.site.backups.sorted { "\($0.createdTime)" < "\($1.createdTime)" }.map(\.name)
        #expect(names.first?.hasPrefix("Three") == true)
        try watcher.send("drivepipe/command/start", #"{"id": "n", "source": {"supervisor": "missing"}}"#)
        let reply = try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "n" && $0["final"] == true }
        #expect(reply["status"] == "done" && reply["code"] == "nothing_to_do" && reply["data"]?["skipped"] == true)
        try await watcher.wait(for: "drivepipe/event/backup") { $0["code"] == "nothing_to_do" }
        #expect(site.storedBytes.count == 3)
        await agent.stop()
        await watcher.stop()
    }
}
