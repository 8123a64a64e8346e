import Agent
import Catalog
import DriveSimulator
import FoundationEssentials
import JSON
import MQTT
import TestSupport
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

    @Test func `progress can be told more often while a backup runs`() async throws {
        let site = try await Site(kibibytes: 768)
        var configuration = site.configuration
        configuration.drive.rateLimit = 8192
        configuration.mqtt.progressSeconds = 60
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", "PRESS")
        try await watcher.wait(for: "drivepipe/progress") { $0["phase"] == "streaming" }
        let before = watcher.messages(on: "drivepipe/progress").count
        try watcher.send("drivepipe/set/progress_seconds", "1")
        try await eventually { watcher.messages(on: "drivepipe/progress").count >= before + 3 }
        try watcher.send("drivepipe/command/cancel", "PRESS")
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "cancelled" }
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

    @Test func `what is set holds at once and over a restart, and the next run follows`() async throws {
        let site = try await Site(kibibytes: 1)
        let clock = try MovableClock("2026-11-23 10:00")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration, clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/config") { $0["schedule_enabled"] == false && $0["keep_last"] == 7 }
        try watcher.send("drivepipe/set/schedule_time", "22:30:00")
        try watcher.send("drivepipe/set/schedule_enabled", "ON")
        try await watcher.wait(for: "drivepipe/state") { $0["next_run_at"] == "2026-11-23T22:30:00Z" }
        try watcher.send("drivepipe/set/schedule_time", #"{"value": "23:45", "id": "n1"}"#)
        let reply = try await watcher.wait(for: "drivepipe/response/set") { $0["id"] == "n1" }
        #expect(reply["status"] == "done" && reply["data"]?["value"] == "23:45")
        var message = MQTTMessage(topic: "drivepipe/set/keep_last", text: "3.5")
        message.responseTopic = "answers"
        try watcher.send(message)
        #expect(try await watcher.wait(for: "answers")["data"] == ["option": "keep_last", "value": 7])
        for (option, text) in ["rate_limit": "1.5", "keep_last": "3", "schedule_interval": "every_2_days"] {
            try watcher.send("drivepipe/set/\(option)", text)
        }
        try await watcher.wait(for: "drivepipe/config") {
            $0["rate_limit"] == 1.5 && $0["keep_last"] == 3 && $0["schedule_interval"] == "every_2_days"
        }
        await agent.stop()
        var changed = site.configuration
        changed.retention.policy.keepLast = 9
        let lines = LogLines()
        let again = RunningAgent(changed, log: lines, clock: clock.agentClock)
        try await eventually { lines.all.contains { $0.contains("keep_last was set over MQTT to 3") } }
        try await eventually {
            let config = watcher.payloads(on: "drivepipe/config").last
            return config?["keep_last"] == 3 && config?["schedule_time"] == "23:45" && config?["rate_limit"] == 1.5
        }
        try watcher.send("drivepipe/set/keep_last", "default")
        try await watcher.wait(for: "drivepipe/config") { $0["keep_last"] == 9 }
        try watcher.send("drivepipe/set/schedule_enabled", "OFF")
        try await eventually { watcher.payloads(on: "drivepipe/state").last?["next_run_at"] == .null }
        await again.stop()
        await watcher.stop()
    }

    @Test func `fewer backups to keep delete nothing before the next run`() async throws {
        let site = try await Site.withBackups(3)
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/catalog") { $0["count"] == 3 }
        try watcher.send("drivepipe/set/keep_last", "1")
        try await watcher.wait(for: "drivepipe/config") { $0["keep_last"] == 1 }
        try watcher.send("drivepipe/command/refresh")
        try await watcher.wait(for: "drivepipe/response/refresh") { $0["final"] == true }
        #expect(site.backups.count == 3)
        try watcher.send("drivepipe/command/prune")
        try await watcher.wait(for: "drivepipe/event/maintenance") { $0["deleted"] == 2 }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a setting that cannot be written down holds all the same, and whoever sets it is told`() async throws {
        let site = try await Site(kibibytes: 1)
        try site.folder.write("no folder", to: "occupied")
        var configuration = site.configuration
        configuration.stateDirectory = site.folder.path("occupied")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/config") { $0["keep_last"] == 7 }
        for id in ["a", "b"] {
            try watcher.send("drivepipe/set/keep_last", #"{"value": 3, "id": "\#(id)"}"#)
            let reply = try await watcher.wait(for: "drivepipe/response/set") { $0["id"] == .string(id) }
            #expect(reply["status"] == "done" && reply["message"]?.string?.contains("until the agent ends") == true)
        }
        try await watcher.wait(for: "drivepipe/config") { $0["keep_last"] == 3 }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `hostile text on any option changes nothing`() async throws {
        let site = try await Site(kibibytes: 1)
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        let before = try await watcher.wait(for: "drivepipe/config")
        let texts = [
            "-1", "1e400", "nan", "inf", "-0.5", "7\u{0}", "7 7", "99:99", "24:00", "03:15:99", "{}", "{\"value\":[1]}",
            "[7]", "\u{1F4A5}", "7\u{301}", "٧", "{\"value\":{\"value\":7}}", String(repeating: "7", count: 65),
            String(repeating: "7", count: 100_000), "\u{1b}[31m", "custom ", "every_0_days",
        ]
        for (index, option) in SettingKey.all.enumerated() {
            for text in texts where !(option.name == "schedule_interval" && text == "custom ") {
                try watcher.send("drivepipe/set/\(option.name)", text)
            }
            try watcher.send("drivepipe/set/\(option.name)", #"{"value": "?", "id": "\#(index)"}"#)
            try await watcher.wait(for: "drivepipe/response/set") { $0["id"] == .string("\(index)") }
        }
        let told = watcher.payloads(on: "drivepipe/config")
        #expect(told.allSatisfy { $0 == before }, "\(told.first { $0 != before }.debugDescription)")
        let replies = watcher.messages(on: "drivepipe/response/set")
        #expect(replies.allSatisfy { $0.payload.count < 1024 })
        #expect(watcher.payloads(on: "drivepipe/response/set").allSatisfy { $0["status"] == "rejected" })
        await agent.stop()
        await watcher.stop()
    }
}
