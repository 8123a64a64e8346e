import Agent
import Catalog
import FoundationEssentials
import TestSupport
import Testing

@Suite struct StateFileTests {
    @Test func `what is remembered survives a restart, a broken file is as none`() throws {
        let folder = try TemporaryFolder()
        let file = StateFile(directory: folder.path)
        #expect(file.load() == AgentMemory())
        var memory = AgentMemory()
        let job = Job(id: "j", nameFrom: "N", trigger: .cli, startedAt: Date(timeIntervalSince1970: 1_767_225_600))
        memory.jobs.begin(job)
        memory.jobs.end(job, .completed(.sample), at: Date(timeIntervalSince1970: 1_767_225_660))
        memory.components.take(try Self.discovery)
        memory.settings.take(try Setting("keep_last", "3"))
        memory.firstStartedAt = Date(timeIntervalSince1970: 1_767_000_000)
        try file.save(memory)
        #expect(file.load() == memory)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["state.json"])
        try folder.write("{broken", to: "state.json")
        #expect(file.load() == AgentMemory())
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

    @Test func `a directory that is not there is an error, not a crash`() {
        #expect(throws: (any Error).self) { try StateFile(directory: "/nowhere/at/all").save(AgentMemory()) }
    }

    @Test func `a file of a former version, and one with a part that makes no sense, give what they can`() throws {
        let folder = try TemporaryFolder()
        let file = StateFile(directory: folder.path)
        try folder.write(#"{"lastSuccessSize": 7}"#, to: "state.json")
        #expect(file.load().jobs.lastSuccessSize == 7)
        try folder.write(#"{"jobs": {"lastSuccessSize": 7}, "settings": {"keep_last": 3}}"#, to: "state.json")
        #expect(file.load().jobs.lastSuccessSize == 7 && file.load().settings == Settings())
        try folder.write(#"{"jobs": {"last": 1}, "settings": {"keep_last": "3"}, "schedule": []}"#, to: "state.json")
        #expect(file.load().settings.applied(to: Configuration()).retention.policy.keepLast == 3)
    }
}
