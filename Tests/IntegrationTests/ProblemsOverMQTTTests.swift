import Agent
import Catalog
import DriveSimulator
import JSON
import TestSupport
import Testing

/// What lasts in `problems` until it is mended.
@Suite struct ProblemsOverMQTTTests {
    @Test func `nobody has signed in: that is a problem before the first backup fails`() async throws {
        let site = try await Site(kibibytes: 1)
        var configuration = site.configuration
        configuration.drive.credentials = site.folder.path("missing.json")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/state") { $0["problems"] == ["auth"] }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `what should go and cannot be deleted is a problem until it is gone`() async throws {
        let site = try await Site.withBackups(3)
        var configuration = site.configuration
        configuration.retention.policy = RetentionPolicy(keepLast: 1)
        configuration.schedule.staleAfter = .never
        site.drive.add(Fault(.status(403, reason: "insufficientFilePermissions"), on: .delete, times: 2))
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/state") { $0["problems"] == ["retention"] }
        try watcher.send("drivepipe/command/prune", "PRESS")
        try await watcher.wait(for: "drivepipe/event/maintenance") { $0["deleted"] == 2 }
        #expect(watcher.payloads(on: "drivepipe/state").last?["problems"] == [])
        await agent.stop()
        await watcher.stop()
    }

    @Test func `who waits for something in Drive when the agent ends is told`() async throws {
        let site = try await Site(kibibytes: 1)
        site.drive.add(Fault(.delay(seconds: 20), on: .list, times: nil))
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        for id in ["a", "b"] {
            try watcher.send("drivepipe/command/refresh", #"{"id": "\#(id)"}"#)
            try await watcher.wait(for: "drivepipe/response/refresh") { $0["id"] == .string(id) }
        }
        await agent.stop()
        try await watcher.wait(for: "drivepipe/availability", word: "offline")
        let answers = watcher.payloads(on: "drivepipe/response/refresh").filter { $0["final"] == true }
        #expect(answers.map { $0["id"] } == ["a", "b"])
        #expect(answers.allSatisfy { $0["code"] == "cancelled" && $0["status"] == "failed" })
        await watcher.stop()
    }

    @Test func `a backup that turns out to be damaged is told as such at once, and counts no more`() async throws {
        let site = try await Site(kibibytes: 1)
        _ = try site.addBackup("no archive at all", at: "2026-11-23T03:00:00+00:00")
        let clock = try MovableClock("2026-11-23 10:00")
        var configuration = site.configuration
        configuration.schedule.staleAfter = .seconds(36 * 3600)
        try site.folder.write(#"{"firstStartedAt": "2026-11-01T00:00:00Z"}"#, to: "state/state.json")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration, clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/catalog") { $0["backups"]?.array?.first?["verified"] == true }
        try watcher.send("drivepipe/command/verify", #"{"id": "v"}"#)
        let reply = try await watcher.wait(for: "drivepipe/response/verify") { $0["final"] == true }
        #expect(reply["status"] == "failed")
        try await watcher.wait(for: "drivepipe/catalog") { $0["backups"]?.array?.first?["verified"] == false }
        try await watcher.wait(for: "drivepipe/state") { $0["problems"] == ["stale"] }
        try watcher.send("drivepipe/command/start", #"{"id": "s", "max_age_s": 86400}"#)
        let start = try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        #expect(start["status"] == "done" && start["code"] == "ok")
        await agent.stop()
        await watcher.stop()
    }

    @Test func `what a user wrote and nobody understands is a problem`() async throws {
        let site = try await Site(kibibytes: 1)
        var configuration = site.configuration
        configuration.warnings = ["sourec"]
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration)
        let state = try await watcher.wait(for: "drivepipe/state") { $0["problems"] == ["config"] }
        #expect(state["reasons"]?.array?.count == 1)
        await agent.stop()
        await watcher.stop()
    }
}
