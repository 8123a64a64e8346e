import Agent
import Catalog
import DriveSimulator
import JSON
import MQTT
import TestSupport
import Testing

/// Whatever may be written on a command or set topic by whoever may write there.
@Suite struct GarbageTests {
    private static let verbs = ["start", "cancel", "prune", "verify", "fetch", "pin", "unpin", "refresh", "unheard"]

    /// Payloads that are no command for any verb.
    private static let hostile: [[UInt8]] = {
        let texts = [
            "[]", "[1,2", "{\"id\":}", "{\"id\":7}", "{\"id\":\"\(String(repeating: "i", count: 65))\"}", "\"",
            "{\"expires_at\":\"2020-01-01T00:00:00Z\"}", "{\"expires_at\":\"soon\"}",
            "{\"expires_at\":1e400}", "{\"expires_at\":99999999999999999999999999}", "{\"id\":\"\\ud800\"",
            String(repeating: "[", count: 5_000), String(repeating: "{\"a\":", count: 1_300),
            "{\"a\":" + String(repeating: "[", count: 4_000) + String(repeating: "]", count: 4_000) + "}",
        ]
        let bytes: [[UInt8]] = [[0xFF], [0xED, 0xA0, 0x80], [0xC0, 0x80], Array(repeating: 0x20, count: 9_000)]
        return texts.map { Array($0.utf8) } + bytes + [Array(repeating: 0x7B, count: 1 << 20)]
    }()

    /// Values that a verb cannot mean.
    private static let nonsense = [
        "start": [
            "{\"name\":{}}", "{\"name\":7}", "{\"exclude\":\"*\"}", "{\"exclude\":[7]}", "{\"max_age_s\":-1}",
            "{\"max_age_s\":\"old\"}", "{\"folders\":[\"share\"]}", "{\"kind\":\"partial\",\"folders\":[\"/etc\"]}",
            "{\"pin\":\"perhaps\"}",
        ],
        "prune": [
            "{\"keep\":{\"last\":1e400}}", "{\"keep\":{\"last\":-1}}", "{\"keep\":[]}", "{\"keep\":{\"last\":1.5}}",
            "{\"keep\":{\"last\":1},\"max_deletes\":99999999999999999999999999}", "{\"dry_run\":\"perhaps\"}", "all",
        ],
        // Of two values under one key, which one holds is nowhere written.
        "cancel": ["{\"job_id\":\"a\",\"job_id\":7}", "now"],
        "fetch": ["{\"to\":\"../up\"}", "{\"to\":\"/etc\"}", "{\"to\":7}", "{\"overwrite\":2}"],
        "verify": ["{\"target\":[\"../..\"]}", "{\"target\":7}", "{\"depth\":\"bottomless\"}"],
    ]

    @Test func `on any topic it starts nothing, deletes nothing, and the next command is answered`() async throws {
        let site = try await Site(kibibytes: 1)
        for day in 1...3 { _ = try site.addBackup("day \(day)", at: "2026-01-0\(day)T03:00:00+00:00") }
        let watcher = try await Watcher(site)
        var configuration = site.configuration
        configuration.retention.policy = .init()
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        for level in Self.verbs.map({ "command/\($0)" }) + ["set/rate_limit", "set/x", "presence"] {
            let nonsense = Self.nonsense[String(level.dropFirst("command/".count))] ?? []
            for payload in Self.hostile + nonsense.map({ Array($0.utf8) }) {
                try watcher.send(MQTTMessage(topic: "drivepipe/\(level)", payload: payload))
            }
            // One step at a time: what overflows the agent's line of waiting messages is not looked at.
            try await settled(watcher, level)
        }
        var random = SeededRandom(seed: 5)
        let samples = [
            #"{"id":"7","name":"N","exclude":["a/**"],"max_age_s":60,"expires_at":"2026-01-01T00:00:00Z""#,
            #"{"id":"7","keep":{"last":1},"dry_run":false,"max_deletes":3,"expires_at":"2026-01-01T00:00:00Z""#,
        ]
        for verb in Self.verbs {
            for round in 0..<60 {
                var payload = Array(samples[round % 2].utf8)
                for _ in 0...(random.next() % 4) {
                    payload[1 + Int(random.next() % UInt64(payload.count - 1))] = UInt8(
                        truncatingIfNeeded: random.next())
                }
                try watcher.send(MQTTMessage(topic: "drivepipe/command/\(verb)", payload: payload))
            }
            try await settled(watcher, verb)
        }
        #expect(watcher.payloads(on: "drivepipe/event/backup").isEmpty)
        let deletions = watcher.payloads(on: "drivepipe/event/maintenance").filter { $0["event_type"] == "pruned" }
        #expect(deletions.allSatisfy { $0["deleted"] == 0 })
        #expect(site.backups.count == 3)
        #expect(watcher.messages(on: "drivepipe/availability").map(\.text) == ["online"])
        await agent.stop()
        await watcher.stop()
    }

    /// Waits until the agent has answered a command that came after all others.
    private func settled(_ watcher: Watcher, _ name: String) async throws {
        #expect(try await watcher.cancelUntilAnswered(id: "after \(name)")["code"] == "ok")
    }
}
