import Agent
import DriveSimulator
import JSON
import MQTT
import TestSupport
import Testing

/// What an observer sees of an agent whose link to the broker comes and goes.
@Suite struct BrokerOutageTests {
    private let discovery = "homeassistant/device/drivepipe/config"

    @Test func `after connecting each topic is told once, and last that the agent is there`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        // Whether Google lets us in is told when it is known, before or after.
        #expect(
            watcher.topics.filter { !$0.isAboutDrive } == [
                // Whether another one is here: before the first step, and after it.
                "drivepipe/presence", "drivepipe/presence", discovery, "drivepipe/info", "drivepipe/state",
                "drivepipe/progress", "drivepipe/health", "drivepipe/config", "drivepipe/availability",
            ])
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a backup that ends while the broker is away is told once it is back`() async throws {
        let site = try await Site()
        let relay = try BrokerRelay(to: site.broker.port)
        site.drive.add(Fault(.delay(seconds: 1), on: .finalChunk))
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration(through: relay))
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "a"}"#)
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "started" }
        try await watcher.wait(for: "drivepipe/progress") { $0["job_id"] != .null }
        relay.cut()
        // The agent knows of the end when it has written it down.
        try await eventually { (try? site.folder.read("state/state.json").contains("\"success\"")) == true }
        let seen = watcher.topics.count
        relay.open()
        try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try await eventually { watcher.topics.dropFirst(seen).last == "drivepipe/availability" }
        // On a slow machine the broker's word that the agent is gone may come only now.
        let topics = watcher.topics.dropFirst(seen).drop { $0 == "drivepipe/availability" }
        #expect(
            topics.filter { !$0.isAboutDrive }.withoutRepetitions == [
                "drivepipe/presence", discovery, "drivepipe/info", "drivepipe/state", "drivepipe/progress",
                "drivepipe/health", "drivepipe/config", "drivepipe/event/backup", "drivepipe/response/start",
                "drivepipe/availability",
            ])
        let events = watcher.payloads(on: "drivepipe/event/backup")
        #expect(events.last?["event_type"] == "completed")
        // What the cut kept from being acknowledged comes twice; it is the same then, and its id tells.
        let ids = Set(events.map { $0["id"]?.string })
        #expect(ids.allSatisfy { id in Set(events.filter { $0["id"]?.string == id }).count == 1 })
        #expect(events.count { $0["event_type"] == "completed" } == 1)
        let replies = watcher.payloads(on: "drivepipe/response/start").map { $0["status"]?.string }
        #expect(replies.last == "done" && replies.count { $0 == "done" } == 1 && replies.first == "accepted")
        #expect(watcher.payloads(on: "drivepipe/progress").last?["job_id"] == .null)
        #expect(watcher.payloads(on: "drivepipe/state").last?["last"]?["result"] == "success")
        await agent.stop()
        await watcher.stop()
    }

    @Test func `an agent leaves at once although neither broker nor Drive is there`() async throws {
        let site = try await Site()
        let relay = try BrokerRelay(to: site.broker.port)
        let watcher = try await Watcher(site)
        var configuration = site.configuration(through: relay)
        configuration.drive.apiURL = "http://127.0.0.1:1"
        configuration.drive.oauthURL = configuration.drive.apiURL
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start")
        try await watcher.wait(for: "drivepipe/state") { $0["status"] == "preparing" }
        relay.cut()
        let duration = await ContinuousClock().measure { await agent.stop() }
        #expect(duration < .seconds(20), "the patience with Drive is two minutes")
        await watcher.stop()
    }

    @Test func `a broker of 3.1.1 hands out a retained command, which starts nothing, nor does its clearing`()
        async throws
    {
        let site = try await Site()
        let relay = try BrokerRelay(to: site.broker.port, refusingMQTT5: .reasonCode)
        let planter = try await Watcher(site)
        let watcher = try await Watcher(site)
        try planter.send("drivepipe/command/start", "PRESS", retained: true)
        try await watcher.wait(for: "drivepipe/command/start", word: "PRESS")
        let agent = RunningAgent(site.configuration(through: relay))
        let refusal = try await watcher.wait(for: "drivepipe/response/start")
        #expect(refusal["code"] == "retained_command")
        try await watcher.wait(for: "drivepipe/command/start", word: "")
        // Answered after whatever the clearing led to.
        try watcher.send("drivepipe/command/cancel", #"{"id": "c"}"#)
        try await watcher.wait(for: "drivepipe/response/cancel") { $0["final"] == true }
        #expect(watcher.payloads(on: "drivepipe/response/start").count == 1)
        #expect(watcher.payloads(on: "drivepipe/event/backup").isEmpty)
        // An ordinary press is no echo.
        try watcher.send("drivepipe/command/start")
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        await agent.stop()
        await planter.stop()
        await watcher.stop()
    }

    @Test func `a house that starts with many voices is not answered by as many`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        for _ in 1...50 { try watcher.send("homeassistant/status", "online") }
        try await eventually { watcher.messages(on: discovery).count > 1 }
        // What came before the answer has it; a machine that is slow to listen may owe another.
        try await Task.sleep(for: .seconds(6))
        let answered = watcher.messages(on: discovery).count
        #expect(answered <= 10, "of the fifty that asked")
        // Later it may ask again.
        try watcher.send("homeassistant/status", "online")
        try await eventually { watcher.messages(on: discovery).count == answered + 1 }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a message that the broker does not take is given up, not sent for ever`() async throws {
        let site = try await Site(broker: ["max_packet_size 30000"])
        let watcher = try await Watcher(site)
        let run = try DrivePipeRun(site, ["agent"])
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        var message = MQTTMessage(topic: "drivepipe/command/cancel", payload: [])
        message.responseTopic = "answers"
        message.correlationData = Array(repeating: 1, count: 29_900)
        try watcher.send(message)
        try await watcher.wait(for: "drivepipe/response/cancel")
        try await eventually { run.output.contains("answers") }
        await watcher.stop()
    }
}

extension Sequence<String> {
    /// Each run of equal texts as one.
    fileprivate var withoutRepetitions: [String] {
        reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
}

extension String {
    /// Topics whose messages come when Drive has answered, which is at no certain moment.
    var isAboutDrive: Bool { ["catalog", "drive", "disk", "auth"].contains { self == "drivepipe/\($0)" } }
}
