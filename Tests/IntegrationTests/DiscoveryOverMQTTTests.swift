import Agent
import FoundationEssentials
import JSON
import TestSupport
import Testing

/// What Home Assistant is told of the agent's entities, over releases and slips of the pen.
@Suite struct DiscoveryOverMQTTTests {
    private static let topic = "homeassistant/device/drivepipe/config"

    /// A site whose discovery folder is the test's own.
    private func prepare() async throws -> (Site, Configuration) {
        let site = try await Site()
        let copy = site.folder.path("discovery")
        try FileManager.default.copyItem(atPath: Repository.path("discovery"), toPath: copy)
        var configuration = site.configuration
        configuration.discoveryDirectory = copy
        return (site, configuration)
    }

    private func announced(_ site: Site, _ configuration: Configuration) async throws -> [[String: JSON]] {
        let watcher = try await Watcher(site)
        let before = watcher.payloads(on: Self.topic).count
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        await agent.stop()
        let messages = watcher.payloads(on: Self.topic).dropFirst(before)
        await watcher.stop()
        return messages.compactMap { $0["components"]?.object }
    }

    @Test func `a component whose file is gone is removed, also for a Home Assistant that comes later`() async throws {
        let (site, configuration) = try await prepare()
        let all = try await announced(site, configuration)
        #expect(all.count == 1)
        #expect(all.first?["speed"]?["unique_id"] == "drivepipe_speed")
        try FileManager.default.removeItem(atPath: site.folder.path("discovery/speed.json"))
        for _ in 1...2 {
            let messages = try await announced(site, configuration)
            #expect(messages.count == 1)
            #expect(messages.last?["speed"] == ["platform": "sensor"])
            #expect(messages.last?["status"]?["unique_id"] == "drivepipe_status")
        }
        // What the broker keeps says it, too.
        let newcomer = try await Watcher(site)
        let kept = try await newcomer.wait(for: Self.topic)
        #expect(kept["components"]?["speed"] == ["platform": "sensor"])
        await newcomer.stop()
    }

    @Test func `a component on another platform is removed before it comes back`() async throws {
        let (site, configuration) = try await prepare()
        _ = try await announced(site, configuration)
        let file = #"{"platform": "binary_sensor", "state_topic": "{base}/state", "name": "Fast"}"#
        try site.folder.write(file, to: "discovery/speed.json")
        let messages = try await announced(site, configuration)
        #expect(messages.map { $0["speed"]?["platform"] } == ["sensor", "binary_sensor"])
        #expect(messages.first?["speed"]?.object?.count == 1)
        #expect(try await announced(site, configuration).count == 1)
    }

    @Test func `a file that somebody broke is named in the log and keeps its entity`() async throws {
        let (site, configuration) = try await prepare()
        _ = try await announced(site, configuration)
        try site.folder.write(
            #"{"platform": "sensor", "state_topic": "x", "value_template": "{{ x }"}"#, to: "discovery/speed.json")
        let watcher = try await Watcher(site)
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
