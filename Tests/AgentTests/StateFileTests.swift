import Agent
import Catalog
import FoundationEssentials
import TestSupport
import Testing

@Suite struct StateFileTests {
    @Test func `what is remembered survives a restart, a broken file is as none`() throws {
        let folder = try TemporaryFolder()
        let file = StateFile(directory: folder.path)
        #expect(try file.load() == AgentMemory())
        var memory = AgentMemory()
        let job = Job(id: "j", nameFrom: "N", trigger: .cli, startedAt: Date(timeIntervalSince1970: 1_767_225_600))
        memory.jobs.begin(job)
        memory.jobs.end(job, .completed(.sample), at: Date(timeIntervalSince1970: 1_767_225_660))
        memory.settings.take(try Setting("keep_last", "3"))
        memory.firstStartedAt = Date(timeIntervalSince1970: 1_767_000_000)
        memory.components.take(try Self.discovery)
        try file.save(memory)
        #expect(try file.load() == memory)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["state.json"])
        try folder.write("{broken", to: "state.json")
        #expect(throws: DecodingError.self) { try file.load() }
    }

    private static var discovery: Discovery {
        get throws {
            let folder = try TemporaryFolder()
            try folder.write(#"{"device": {"identifiers": ["x"]}, "origin": {"name": "x"}}"#, to: "device.json")
            try folder.write(#"{"platform": "sensor", "state_topic": "a"}"#, to: "a.json")
            return try Discovery(
                folder: folder.path, prefix: "homeassistant",
                placeholders: DiscoveryPlaceholders(base: "d", node: "d", version: "1"))
        }
    }

    @Test func `a hostile file is refused in one piece, whatever it is`() throws {
        let folder = try TemporaryFolder()
        let file = StateFile(directory: folder.path)
        try folder.write(String(repeating: "[", count: 1 << 20), to: "state.json")
        #expect(throws: (any Error).self) { try file.load() }
        for text in ["", "[]", "null", String(repeating: "[", count: 200_000), "{\"jobs\": \u{0}}"] {
            try folder.write(text, to: "state.json")
            #expect(throws: (any Error).self) { try file.load() }
        }
        try folder.makeFolder("other/state.json")
        #expect(throws: (any Error).self) { try StateFile(directory: folder.path("other")).load() }
    }

    @Test func `what a part of a hostile file says is taken for what it is, or for nothing`() throws {
        let folder = try TemporaryFolder()
        let settings =
            #"{"keep_last": "-5", "rate_limit": "1e400", "schedule_time": "99:99", "stale_after_h": "\u0000"}"#
        let text = #"{"settings": \#(settings), "firstStartedAt": 7, "components": 3, "jobs": []}"#
        try folder.write(text, to: "state.json")
        let memory = try StateFile(directory: folder.path).load()
        #expect(memory.jobs == JobMemory() && memory.firstStartedAt == nil)
        #expect(memory.settings.differences(from: Configuration()).isEmpty)
    }

    @Test func `a directory that is not there is an error, not a crash`() {
        #expect(throws: (any Error).self) { try StateFile(directory: "/nowhere/at/all").save(AgentMemory()) }
    }

    @Test func `a file of a former version, and one with a part that makes no sense, give what they can`() throws {
        let folder = try TemporaryFolder()
        let file = StateFile(directory: folder.path)
        try folder.write(#"{"lastSuccessSize": 7}"#, to: "state.json")
        #expect(try file.load().jobs.lastSuccessSize == 7)
        try folder.write(#"{"jobs": {"lastSuccessSize": 7}, "settings": {"keep_last": 3}}"#, to: "state.json")
        #expect(try file.load().jobs.lastSuccessSize == 7 && file.load().settings == Settings())
        try folder.write(#"{"jobs": {"last": 1}, "settings": {"keep_last": "3"}, "schedule": []}"#, to: "state.json")
        #expect(try file.load().settings.applied(to: Configuration()).retention.policy.keepLast == 3)
    }
}
