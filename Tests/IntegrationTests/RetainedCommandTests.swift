import Agent
import JSON
import MQTT
import TestSupport
import Testing

/// Commands that the broker hands out again and again, since somebody had them retained.
@Suite struct RetainedCommandTests {
    private static let verbs = [
        "start", "cancel", "prune", "verify", "fetch", "pin", "unpin", "authorize", "deauthorize", "refresh", "unheard",
    ]

    @Test(arguments: [false, true])
    func `planted before the start on every verb they are refused, cleared and never run`(isOld: Bool) async throws {
        let site = try await Site(kibibytes: 1)
        for day in 1...3 { _ = try site.addBackup("day \(day)", at: "2026-01-0\(day)T03:00:00+00:00") }
        let relay = try BrokerRelay(to: site.broker.port, refusingMQTT5: isOld ? .reasonCode : nil)
        let planter = try await Watcher(site)
        let topics =
            Self.verbs.map { "drivepipe/command/\($0)" } + ["drivepipe/set/rate_limit", "drivepipe/set/nothing"]
        for topic in topics {
            let text = topic.hasSuffix("prune") ? #"{"keep": {"last": 1}}"# : topic.contains("/set/") ? "7" : "PRESS"
            try planter.send(topic, text, retained: true)
        }
        let watcher = try await Watcher(site)
        try await eventually { topics.allSatisfy { !watcher.messages(on: $0).isEmpty } }
        let agent = RunningAgent(site.configuration(through: relay))
        try await eventually { topics.allSatisfy { watcher.messages(on: $0).last?.text == "" } }
        for verb in Self.verbs {
            let reply = try await watcher.wait(for: "drivepipe/response/\(verb)")
            #expect(reply["code"] == "retained_command" && reply["final"] == true)
        }
        try watcher.send("drivepipe/command/cancel", #"{"id": "c"}"#)
        try await watcher.wait(for: "drivepipe/response/cancel") { $0["id"] == "c" }
        #expect(watcher.payloads(on: "drivepipe/event/backup").isEmpty)
        #expect(watcher.payloads(on: "drivepipe/event/maintenance").isEmpty)
        #expect(watcher.payloads(on: "drivepipe/config").allSatisfy { $0["rate_limit"] == 0 })
        #expect(site.backups.count == 3)
        // Nothing is left for the next one to come.
        let late = try await Watcher(site)
        try watcher.send("marker")
        try await late.wait(for: "marker", word: "")
        #expect(topics.allSatisfy { late.messages(on: $0).isEmpty })
        await agent.stop()
        for watcher in [planter, watcher, late] { await watcher.stop() }
    }
}
