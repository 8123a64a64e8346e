import Agent
import FoundationEssentials
import JSON
import TestSupport
import Testing

/// What Home Assistant is told of the agent's entities, over releases and slips of the pen.
@Suite struct DiscoveryOverMQTTTests {
    private static let topic = "homeassistant/device/drivepipe/config"

    /// A site whose discovery folder is the test's own, and somebody who listens from the start.
    private func prepare() async throws -> (Site, Configuration, Watcher) {
        let site = try await Site()
        let copy = site.folder.path("discovery")
        try FileManager.default.copyItem(atPath: Repository.path("discovery"), toPath: copy)
        var configuration = site.configuration
        configuration.discoveryDirectory = copy
        return (site, configuration, try await Watcher(site))
    }

    /// What one run of the agent announces.
    private func announced(_ configuration: Configuration, _ watcher: Watcher) async throws -> [[String: JSON]] {
        let before = watcher.payloads(on: Self.topic).count
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        await agent.stop()
        try await watcher.wait(for: "drivepipe/availability", word: "offline")
        let messages = watcher.payloads(on: Self.topic).dropFirst(before)
        return messages.compactMap { $0["components"]?.object }
    }

    @Test func `a component whose file is gone is removed, also for a Home Assistant that comes later`() async throws {
        let (site, configuration, watcher) = try await prepare()
        let all = try await announced(configuration, watcher)
        #expect(all.count == 1)
        #expect(all.first?["speed"]?["unique_id"] == "drivepipe_speed")
        try FileManager.default.removeItem(atPath: site.folder.path("discovery/speed.json"))
        for _ in 1...2 {
            let messages = try await announced(configuration, watcher)
            #expect(messages.count == 1)
            #expect(messages.last?["speed"] == ["platform": "sensor"])
            #expect(messages.last?["status"]?["unique_id"] == "drivepipe_status")
        }
        // What the broker keeps says it, too.
        let newcomer = try await Watcher(site)
        let kept = try await newcomer.wait(for: Self.topic)
        #expect(kept["components"]?["speed"] == ["platform": "sensor"])
        await newcomer.stop()
        await watcher.stop()
    }

    @Test func `a component on another platform is removed before it comes back`() async throws {
        let (site, configuration, watcher) = try await prepare()
        _ = try await announced(configuration, watcher)
        let file = #"{"platform": "binary_sensor", "state_topic": "{base}/state", "name": "Fast"}"#
        try site.folder.write(file, to: "discovery/speed.json")
        let messages = try await announced(configuration, watcher)
        #expect(messages.map { $0["speed"]?["platform"] } == ["sensor", "binary_sensor"])
        #expect(messages.first?["speed"]?.object?.count == 1)
        await watcher.stop()
    }

    @Test func `a Home Assistant that starts is told of what is gone in a way that it understands, once`() async throws
    {
        let (site, configuration, watcher) = try await prepare()
        _ = try await announced(configuration, watcher)
        try FileManager.default.removeItem(atPath: site.folder.path("discovery/speed.json"))
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        let components = { watcher.payloads(on: Self.topic).compactMap { $0["components"]?.object } }
        for _ in 1...2 {
            let (before, others) = (components().count, watcher.payloads(on: "drivepipe/info").count)
            try watcher.send("homeassistant/status", "online")
            try await eventually { watcher.payloads(on: "drivepipe/info").count > others }
            let speeds = components().dropFirst(before).map { $0["speed"] }
            if before == 2 {
                #expect(speeds.first??["unique_id"] == "drivepipe_speed")
                #expect(speeds.dropFirst().first == ["platform": "sensor"])
            }
            #expect(speeds.last == .some(nil))
        }
        await agent.stop()
        try await watcher.wait(for: "drivepipe/availability", word: "offline")
        #expect(try await announced(configuration, watcher).last?["speed"] == nil)
        await watcher.stop()
    }

    @Test func `a file that somebody broke is named in the log and keeps its entity`() async throws {
        let (site, configuration, watcher) = try await prepare()
        _ = try await announced(configuration, watcher)
        try site.folder.write(
            #"{"platform": "sensor", "state_topic": "x", "value_template": "{{ x }"}"#, to: "discovery/speed.json")
        let lines = LogLines()
        let agent = RunningAgent(configuration, log: lines)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        let components = try #require(watcher.payloads(on: Self.topic).last?["components"]?.object)
        #expect(components["speed"] == nil)
        #expect(components["status"] != nil)
        #expect(lines.all.contains { $0.contains("speed.json") && $0.contains("brackets") })
        await agent.stop()
        await watcher.stop()
    }
}
