import Agent
import DriveSimulator
import FoundationEssentials
import JSON
import Testing

@Suite struct SettingsOverMQTTTests {
    @Test func `the upload limit can be lifted while a backup runs`() async throws {
        let site = try await Site(kibibytes: 768)
        var configuration = site.configuration
        configuration.drive.rateLimit = 8192
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/config") { $0["rate_limit"] == .number(0.008192) }
        try watcher.send("drivepipe/command/start", "PRESS")
        let start = Date()
        try await watcher.wait(for: "drivepipe/state") { $0["status"] == "streaming" }
        try watcher.send("drivepipe/set/rate_limit", "0")
        let reply = try await watcher.wait(for: "drivepipe/response/set")
        #expect(reply["status"] == "done" && reply["data"]?["option"] == "rate_limit")
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        // At the first rate it would have been a minute and a half.
        #expect(Date().timeIntervalSince(start) < 60)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a setting that is refused leaves what holds, and says so again`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        let before = watcher.payloads(on: "drivepipe/config").count
        try watcher.send("drivepipe/set/rate_limit", "fast")
        let reply = try await watcher.wait(for: "drivepipe/response/set")
        #expect(reply["status"] == "rejected" && reply["code"] == "invalid_payload")
        try watcher.send("drivepipe/set/rate_limit", "1", retained: true)
        let retained = try await watcher.wait(for: "drivepipe/response/set") { $0["code"] == "retained_command" }
        #expect(retained["final"] == true)
        try await watcher.wait(for: "drivepipe/set/rate_limit", word: "")
        let told = watcher.payloads(on: "drivepipe/config")
        #expect(told.count >= before + 2 && told.allSatisfy { $0["rate_limit"] == 0 })
        await agent.stop()
        await watcher.stop()
    }
}
