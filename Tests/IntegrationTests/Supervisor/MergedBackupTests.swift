import Agent
import Backup
import DriveSimulator
import FoundationEssentials
import JSON
import Pipe
import Supervisor
import SupervisorSimulator
import TestSupport
import Testing

@Suite struct MergedBackupTests {
    @Test(arguments: [true, false], [nil, "key"])
    func `the apps are in our backup, and nothing of them stays with the Supervisor`(
        isCompressed: Bool, password: String?
    ) async throws {
        let site = try await SupervisedSite()
        var configuration = site.configuration(.apps)
        configuration.backup.compressed = isCompressed
        configuration.backup.password = password.map(Secret.init)
        let meter = ProgressMeter(startedAt: Date())
        let result = try #require(await site.backUp(configuration, meter: meter).result)
        #expect(result.warningCount == 0 && result.notices.isEmpty)
        #expect(meter.read(at: Date()).totalBytes == result.sizeBytes)
        #expect(site.supervisor.backups.isEmpty && site.supervisor.thaws.asked == 1)
        let order = try #require(site.supervisor.requests.first { $0.line == "POST /backups/new/partial" }?.body)
        #expect(order["password"] == nil && order["compressed"] == .bool(isCompressed) && order["folders"] == [])
        let report = try site.verified(password: password)
        #expect(report.isGood && report.problems == [])
        #expect(report.manifest?.apps.map(\.name) == ["Mosquitto broker", "Terminal"])
        _ = try site.restore(password: password)
        #expect(
            try site.folder.read("restored/core_mosquitto/data/mosquitto.db")
                == String(repeating: "retained\n", count: 5_000))
        #expect(try site.folder.read("restored/share/note.txt") == "shared\n")
    }

    @Test func `an app that the Supervisor could not save is a warning`() async throws {
        let site = try await SupervisedSite()
        site.supervisor.set(.appFails(slug: "core_ssh", message: "Can't backup app core_ssh"))
        let result = try #require(await site.backUp(site.configuration(.apps)).result)
        #expect(result.warningCount >= 1)
        #expect(result.notices.contains { $0.reason.contains("core_ssh") })
        #expect(try site.verified().manifest?.addons == ["core_mosquitto"])
        #expect(site.supervisor.backups.isEmpty)
    }

    @Test func `a job of the Supervisor's that fails is the end of the backup`() async throws {
        let site = try await SupervisedSite()
        site.supervisor.set(.fails("Can't write tarfile"))
        let failure = try #require(await site.backUp(site.configuration(.apps)).failure)
        #expect(failure.code == "supervisor_backup_failed" && failure.message.contains("Can't write tarfile"))
        #expect(site.storedBytes.isEmpty && site.supervisor.backups.isEmpty && !site.supervisor.isFrozen)
    }

    @Test func `a Supervisor that is restarted in the middle of its backup is told as that`() async throws {
        let site = try await SupervisedSite()
        // So that it is still in the middle, however late this test gets its turn.
        site.supervisor.set(.hangs)
        let running = Task { await site.backUp(site.configuration(.apps)) }
        try await eventually { site.requests("GET /jobs/info") > 0 }
        site.supervisor.add(SupervisorFault(.answer(status: 502, text: "Bad Gateway"), on: "GET /jobs/info"))
        site.supervisor.restart()
        let failure = try #require(await running.value.failure)
        #expect(failure.code == "supervisor_backup_failed" && failure.isRetryable)
        #expect(site.storedBytes.isEmpty)
    }

    @Test func `a Supervisor that is busy is left alone, and tried again later`() async throws {
        let site = try await SupervisedSite()
        let freeze = try Freeze(
            by: SupervisorClient(
                SupervisorSettings(url: site.supervisor.url, token: "supervisor-simulator-token"),
                cancellation: Cancellation()), timeout: 600)
        let failure = try #require(await site.backUp(site.configuration(.apps)).failure)
        #expect(failure.code == "supervisor_busy" && failure.isRetryable)
        // The freeze is somebody else's, and stays.
        #expect(site.supervisor.isFrozen && freeze.end() == .thawed)
    }

    @Test func `a download that is cut goes on where it was`() async throws {
        let site = try await SupervisedSite()
        try Data((0..<2 << 20).map { _ in UInt8.random(in: 0...255) })
            .write(to: URL(filePath: site.folder.path("mosquitto/noise")))
        site.supervisor.add(SupervisorFault(.answer(status: 502, text: "Bad Gateway"), on: "GET /backups/info"))
        site.supervisor.add(SupervisorFault(.cut(after: 100_000), on: "GET /backups/", times: 40))
        let result = try #require(await site.backUp(site.configuration(.apps)).result)
        #expect(result.warningCount == 0)
        #expect(try site.verified().isGood)
    }

    @Test func `a failed upload leaves nothing, neither in Drive nor with the Supervisor`() async throws {
        let site = try await SupervisedSite(kibibytes: 2_048)
        site.drive.add(Fault(.status(403, reason: "storageQuotaExceeded"), on: .chunk, from: 2))
        #expect(await site.backUp(site.configuration(.apps)).failure?.code == "drive_quota")
        #expect(site.storedBytes.isEmpty && site.supervisor.backups.isEmpty && !site.supervisor.isFrozen)
    }

    @Test func `an upload that begins again takes the same apps`() async throws {
        let site = try await SupervisedSite(kibibytes: 2_048)
        site.drive.add(Fault(.expireSession(404), on: .chunk, from: 3))
        #expect(await site.backUp(site.configuration(.apps)).result != nil)
        #expect(site.requests("POST /backups/new/partial") == 1)
        #expect(try site.verified().isGood)
        #expect(site.supervisor.backups.isEmpty)
    }

    @Test func `cancelled while the Supervisor works, its backup is deleted when it is done`() async throws {
        let site = try await SupervisedSite { $0.stepSeconds = 2 }
        let cancellation = Cancellation()
        let running = Task { await site.backUp(site.configuration(.apps), cancellation: cancellation) }
        try await eventually { site.supervisor.isFrozen }
        cancellation.request()
        #expect(await running.value == .cancelled)
        try await eventually { site.requests("DELETE /backups/") == 1 }
        #expect(site.supervisor.backups.isEmpty)
    }

    @Test func `without room for the apps nothing is asked for, and the numbers are told`() async throws {
        let site = try await SupervisedSite { $0.free = 1 << 30 }
        // As somebody made one when there was room.
        let other = try await SupervisedSite()
        let example = try #require(try other.supervisor.makeBackup(["addons": "ALL"]))
        try FileManager.default.copyItem(atPath: example.path, toPath: site.folder.path("backups/example.tar"))
        site.supervisor.restart()
        let failure = try #require(await site.backUp(site.configuration(.apps)).failure)
        #expect(failure.code == "supervisor_no_space" && failure.details["free_bytes"] == .integer(1 << 30))
        #expect(site.requests("POST /backups/new") == 0 && site.storedBytes.isEmpty)
    }

    @Test func `what the Supervisor itself calls too little is told as that`() async throws {
        let site = try await SupervisedSite { $0.free = 1 << 30 }
        #expect(await site.backUp(site.configuration(.apps)).failure?.code == "supervisor_disk_full")
    }
}
