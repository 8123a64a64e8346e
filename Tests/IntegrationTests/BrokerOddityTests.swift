import Agent
import Catalog
import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import MQTT
import TestSupport
import Testing

/// Brokers with rules of their own, and what an agent does before it knows whether it is alone there.
@Suite struct BrokerOddityTests {
    @Test(arguments: [
        ["use_username_as_clientid true"],
        ["max_packet_size 10000"], ["message_size_limit 9000"],
    ])
    func `whatever the broker does not allow, the agent starts, answers and stays`(lines: [String]) async throws {
        let site = try await Site(kibibytes: 1, broker: lines)
        let watcher = try await Watcher(site, login: ("watcher", "w"))
        var configuration = site.configuration
        configuration.mqtt.username = "agent"
        let log = LogLines()
        let agent = RunningAgent(configuration, log: log)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/cancel", #"{"id": "c"}"#)
        try await watcher.wait(for: "drivepipe/response/cancel") { $0["id"] == "c" }
        try await Task.sleep(for: .seconds(2))
        #expect(log.all.count { $0.contains("connected to the broker") } == 1)
        #expect(watcher.messages(on: "drivepipe/availability").map(\.text) == ["online"])
        #expect(log.all.count { $0.contains("homeassistant/device") } <= 1)
        if lines[0].hasPrefix("max_packet") {
            #expect(log.all.contains { $0.contains("bytes). Raise the broker's packet limit.") })
        }
        await agent.stop()
        await watcher.stop()
    }

    @Test(arguments: ["max_qos 0", "retain_available false"])
    func `a broker that does too little for the agent is told what it should allow`(line: String) async throws {
        let site = try await Site(kibibytes: 1, broker: [line])
        let log = LogLines()
        let agent = RunningAgent(site.configuration, log: log)
        let setting = line.split(separator: " ")[0]
        try await eventually { log.all.contains { $0.contains("(mosquitto: \(setting))") } }
        await agent.stop()
    }

    @Test func `a newcomer beside a living agent asks nothing of Drive and writes nothing down`()
        async throws
    {
        let site = try await Site(kibibytes: 1)
        for day in 1...3 { _ = try site.addBackup("day \(day)", at: "2026-01-0\(day)T03:00:00+00:00") }
        let watcher = try await Watcher(site)
        var configuration = site.configuration
        configuration.retention.policy.keepLast = 0
        configuration.schedule.enabled = true
        let first = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try await watcher.wait(for: "drivepipe/drive")
        try await watcher.wait(for: "drivepipe/catalog")
        try await Task.sleep(for: .seconds(1))
        let seen = site.drive.requests.count
        // A run that was cut off is due again at the start.
        let text = #"{"schedule": {"isUnderWay": true, "share": 0.5, "retries": 0}}"#
        try site.folder.makeFolder("other")
        try site.folder.write(text, to: "other/state.json")
        configuration.stateDirectory = site.folder.path("other")
        configuration.retention.policy.keepLast = 1
        let newcomer = RunningAgent(configuration)
        #expect(await newcomer.end() != nil)
        #expect(site.drive.requests.count == seen)
        #expect(try site.folder.read("other/state.json") == text)
        await first.stop()
        await watcher.stop()
    }

    @Test func `a broker that is away does not keep the agent from looking into Drive`() async throws {
        let site = try await Site(kibibytes: 1)
        site.broker.stop()
        let agent = RunningAgent(site.configuration)
        try await eventually { !site.drive.requests.isEmpty }
        await agent.stop()
    }

    @Test func `nor does one that is frozen, and an agent that is told to stop leaves both at once`() async throws {
        let site = try await Site(kibibytes: 1)
        site.broker.suspend()
        let agent = RunningAgent(site.configuration)
        try await Task.sleep(for: .seconds(1))
        #expect(site.drive.requests.isEmpty)
        try await eventually { !site.drive.requests.isEmpty }
        let duration = await ContinuousClock().measure { await agent.stop() }
        #expect(duration < .seconds(8))
        site.broker.resume()
    }

    @Test func `large commands in a burst wait at the broker, not in the agent's memory`() async throws {
        let site = try await Site(kibibytes: 1, broker: ["max_queued_messages 0"])
        let watcher = try await Watcher(site)
        let agent = try DrivePipeRun(site, ["agent"])
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try await watcher.wait(for: "drivepipe/catalog")
        let padding = String(repeating: "x", count: 60_000)
        let before = try agent.anonymousMemory
        var most = 0
        for number in 1...400 {
            try watcher.send("drivepipe/command/cancel", #"{"id": "\#(number)", "x": "\#(padding)"}"#)
        }
        for _ in 0..<600 where watcher.messages(on: "drivepipe/response/cancel").count < 400 {
            most = max(most, try agent.anonymousMemory)
            try await Task.sleep(for: .milliseconds(50))
        }
        print("400 commands of 60 KB: \(before) KiB before, \(most) KiB at most")
        #expect(watcher.messages(on: "drivepipe/response/cancel").count == 400)
        #expect(most - before < 10 << 10, "24 MB were sent")
        kill(agent.pid, SIGTERM)
        #expect(try await agent.ended() == 0)
        await watcher.stop()
    }
}
