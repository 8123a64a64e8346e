import Agent
import DriveSimulator
import FoundationEssentials
import JSON
import MQTT
import TestSupport
import Testing

/// What the agent says of itself, and what it does not say.
@Suite struct ReportsOverMQTTTests {
    @Test func `numbers of the process are there at the start and after each job`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        let first = try await watcher.wait(for: "drivepipe/health")
        #expect(try #require(first["rss_bytes"]?.integer) > 1 << 20)
        #expect(first["mqtt_reconnects"] == 0 && first["queue"] == 0 && first["v"] == 1)
        try watcher.send("drivepipe/command/start")
        try await eventually { watcher.payloads(on: "drivepipe/health").count == 2 }
        // A newcomer finds the last one.
        let newcomer = try await Watcher(site)
        try await newcomer.wait(for: "drivepipe/health")
        await agent.stop()
        await watcher.stop()
        await newcomer.stop()
    }

    @Test func `how often the broker was found again is counted`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        site.broker.stop()
        try await site.broker.restart()
        let later = try await Watcher(site)
        try await later.wait(for: "drivepipe/health") { $0["mqtt_reconnects"] == 1 }
        await agent.stop()
        await watcher.stop()
        await later.stop()
    }

    @Test func `what was not looked at yet does not replace what the broker has`() async throws {
        let site = try await Site()
        let planter = try await Watcher(site)
        try planter.send("drivepipe/drive", #"{"free_bytes": 5}"#, retained: true)
        let watcher = try await Watcher(site)
        try await watcher.wait(for: "drivepipe/drive") { $0["free_bytes"] == 5 }
        await planter.stop()
        site.drive.add(Fault(.delay(seconds: 2), on: .about, times: nil))
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/drive") { $0["used_bytes"] != nil }
        #expect(
            watcher.payloads(on: "drivepipe/drive").allSatisfy {
                $0["free_bytes"] != .null || $0["checked_at"] != .null
            })
        await agent.stop()
        await watcher.stop()
    }

    @Test func `the same state is not told twice`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "s"}"#)
        try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        for _ in 1...20 { try watcher.send("drivepipe/command/cancel") }
        try watcher.send("drivepipe/command/cancel", #"{"id": "last"}"#)
        try await watcher.wait(for: "drivepipe/response/cancel") { $0["id"] == "last" }
        let states = watcher.payloads(on: "drivepipe/state").map { state in
            var members = state.object ?? [:]
            members["updated_at"] = nil
            return JSON.object(members)
        }
        #expect(zip(states, states.dropFirst()).allSatisfy { $0 != $1 })
        #expect(states.last?["status"] == "idle")
        await agent.stop()
        await watcher.stop()
    }

    @Test func `the log is published from the level that was asked for, and a flood of it is cut`() async throws {
        let site = try await Site()
        var configuration = site.configuration
        configuration.mqtt.logLevel = .warning
        let watcher = try await Watcher(site)
        let start = ContinuousClock.now
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        for _ in 1...300 { try watcher.send("drivepipe/command/nonsense", "x") }
        try await eventually { watcher.payloads(on: "drivepipe/response/nonsense").count == 300 }
        let lines = watcher.payloads(on: "drivepipe/log")
        // A burst of 20, then two a second, each perhaps with a line that says how many were left out.
        let seconds = Int((ContinuousClock.now - start).components.seconds) + 1
        #expect((1...20 + 4 * seconds).contains(lines.count))
        for line in lines {
            #expect(line["level"] == "warning")
            #expect(line["at"]?.string?.hasSuffix("Z") == true)
            #expect(line.object?.keys.sorted() == ["at", "level", "message"])
        }
        #expect(watcher.messages(on: "drivepipe/log").allSatisfy { !$0.retained && $0.qos == .atMostOnce })
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a log that is not asked for is not published, and one of all levels holds no secret`() async throws {
        for level in [LogLevel.off, .debug] {
            let site = try await Site()
            var configuration = site.configuration
            configuration.mqtt.logLevel = level
            let watcher = try await Watcher(site)
            let agent = RunningAgent(configuration)
            try await watcher.wait(for: "drivepipe/availability", word: "online")
            try watcher.send("drivepipe/command/start")
            try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
            await agent.stop()
            try await watcher.wait(for: "drivepipe/availability", word: "offline")
            let lines = watcher.messages(on: "drivepipe/log").map(\.text)
            #expect(lines.isEmpty == (level == .off))
            let settings = DriveSimulator.Configuration()
            for secret in [settings.clientSecret, settings.refreshToken] {
                #expect(lines.allSatisfy { !$0.contains(secret) })
            }
            await watcher.stop()
        }
    }

    @Test func `percents of a backup that begins again never fall`() async throws {
        let site = try await Site(kibibytes: 3_072)
        site.drive.add(Fault(.expireSession(404), on: .chunk, from: 8))
        site.drive.add(Fault(.delay(seconds: 0.4), on: .chunk, times: nil))
        var configuration = site.configuration
        configuration.mqtt.progressSeconds = 1
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "s"}"#)
        let reply = try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        #expect(reply["status"] == "done")
        let progress = watcher.payloads(on: "drivepipe/progress")
        #expect(progress.contains { $0["attempt"] == 2 })
        let percents = progress.compactMap { $0["percent"]?.integer }
        #expect(percents == percents.sorted())
        #expect(percents.last == 100)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `every key of the templates is in the topics that only an agent makes`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        let info = try await watcher.wait(for: "drivepipe/info")
        for key in ["version", "latest_version", "started_at"] { #expect(info[key] != nil, "\(key)") }
        let account = try await watcher.wait(for: "drivepipe/auth")
        for key in ["state", "user_code", "verification_url", "expires_at", "account", "error"] {
            #expect(account[key] != nil, "\(key)")
        }
        await agent.stop()
        await watcher.stop()
    }
}
