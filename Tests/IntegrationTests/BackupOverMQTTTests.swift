import Agent
import Cryptography
import DriveSimulator
import JSON
import MQTT
import TestSupport
import Testing

/// The whole way: a command over a real broker, a backup in Drive, and everything an observer sees of it.
@Suite struct BackupOverMQTTTests {
    @Test func `a start ends in a verified backup, and everybody is told on the way`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "42", "name": "Before the update"}"#)
        let event = try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        let file = try #require(site.backups.first)
        #expect(event["file_id"] == .string(file.id))
        #expect(event["md5"] == .string(file.md5 ?? ""))
        #expect(event["verified"] == true)
        #expect(file.appProperties["slug"] == event["slug"]?.string)
        let replies = { watcher.payloads(on: "drivepipe/response/start") }
        try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        #expect(replies().map { $0["status"] } == ["accepted", "done"])
        #expect(replies().allSatisfy { $0["id"] == "42" })
        let state = try await watcher.wait(for: "drivepipe/state") { $0["last_success_at"] != .null }
        #expect(state["status"] == "idle")
        #expect(state["last"]?["result"] == "success")
        #expect(state["last"]?["name"] == "Before the update")
        #expect(watcher.payloads(on: "drivepipe/event/backup").first?["event_type"] == "started")
        let progress = watcher.payloads(on: "drivepipe/progress")
        #expect(progress.last?["job_id"] == .null)
        let end = try #require(progress.last { $0["job_id"] != .null })
        #expect(end["percent"] == 100)
        #expect(end["done_bytes"] == .integer(file.size))
        #expect(end["total_bytes"] == .integer(file.size))
        await agent.stop()
        // The broker may hand the agent's last word on a moment after the agent is gone.
        try await watcher.wait(for: "drivepipe/availability", word: "offline")
        await watcher.stop()
        try unpacks(site, file)
    }

    @Test func `a second start while one runs is answered busy`() async throws {
        let site = try await Site(kibibytes: 1_024)
        site.drive.add(Fault(.delay(seconds: 1), on: .chunk))
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "first"}"#)
        try watcher.send("drivepipe/command/start", #"{"id": "second"}"#)
        let busy = try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "second" }
        #expect(busy["code"] == "busy")
        try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "first" && $0["status"] == "done" }
        #expect(site.backups.count == 1)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a cancelled backup leaves nothing in Drive`() async throws {
        let site = try await Site(kibibytes: 2_048)
        let watcher = try await Watcher(site)
        let agent = try await agentStuckInUpload(site, watcher)
        try watcher.send("drivepipe/command/cancel", #"{"id": "c"}"#)
        try await watcher.wait(for: "drivepipe/response/cancel") { $0["status"] == "done" }
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "cancelled" }
        #expect(site.backups.map(\.name) == [])
        #expect(site.drive.openSessions == 0)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a missing source is a failure with its own code, and the next start works`() async throws {
        let site = try await Site()
        var configuration = site.configuration
        configuration.source.config = "/nowhere/at/all"
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        for attempt in 1...2 {
            try watcher.send("drivepipe/command/start", #"{"id": "\#(attempt)"}"#)
            let reply = try await watcher.wait(for: "drivepipe/response/start") {
                $0["id"] == .string("\(attempt)") && $0["final"] == true
            }
            #expect(reply["code"] == "source_missing")
        }
        let state = try await watcher.wait(for: "drivepipe/state") { $0["problems"] == ["last_failed"] }
        #expect(state["error"]?["message"]?.string?.contains("/nowhere/at/all") == true)
        #expect(site.backups.map(\.name) == [])
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a retained command never runs, is answered and is cleared`() async throws {
        let site = try await Site()
        let planter = try await Watcher(site)
        try planter.send("drivepipe/command/start", "PRESS", retained: true)
        let watcher = try await Watcher(site)
        try await watcher.wait(for: "drivepipe/command/start", word: "PRESS")
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try planter.send("drivepipe/command/start", "PRESS", retained: true)
        let reply = try await watcher.wait(for: "drivepipe/response/start")
        #expect(reply["code"] == "retained_command")
        try await watcher.wait(for: "drivepipe/command/start", word: "")
        await agent.stop()
        await planter.stop()
        await watcher.stop()
        #expect(site.backups.map(\.name) == [])
        #expect(watcher.payloads(on: "drivepipe/event/backup").isEmpty)
    }

    @Test func `an agent that is told to stop cancels its backup first and says goodbye`() async throws {
        let site = try await Site(kibibytes: 2_048)
        let watcher = try await Watcher(site)
        let agent = try await agentStuckInUpload(site, watcher)
        await agent.stop()
        try await watcher.wait(for: "drivepipe/availability", word: "offline")
        #expect(site.backups.map(\.name) == [])
        #expect(site.drive.openSessions == 0)
        await watcher.stop()
    }

    @Test func `a broker that comes later, and one that restarts without memory, get everything again`() async throws {
        let site = try await Site()
        site.broker.stop()
        let agent = RunningAgent(site.configuration)
        try await Task.sleep(for: .milliseconds(300))
        for _ in 1...2 {
            try await site.broker.restart()
            let watcher = try await Watcher(site)
            try await watcher.wait(for: "drivepipe/availability", word: "online")
            try await watcher.wait(for: "drivepipe/state")
            try await watcher.wait(for: "drivepipe/progress")
            try await watcher.wait(for: "homeassistant/device/drivepipe/config") { $0["components"] != nil }
            await watcher.stop()
        }
        await agent.stop()
    }

    /// An agent whose backup is in the middle, with a Drive that takes half a minute for the third chunk.
    private func agentStuckInUpload(_ site: Site, _ watcher: Watcher) async throws -> RunningAgent {
        site.drive.add(Fault(.delay(seconds: 120), on: .chunk, from: 3))
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start")
        try await watcher.wait(for: "drivepipe/state") { $0["status"] == "streaming" }
        return agent
    }

    private func unpacks(_ site: Site, _ file: StoredFile) throws {
        let bytes = try #require(site.drive.content(of: file.id))
        #expect(Int64(bytes.count) == file.size)
        let names = try Program.run("/bin/tar", ["-tPf", "-"], input: bytes).output
        #expect(String(decoding: names, as: UTF8.self) == "homeassistant.tar.gz\n./backup.json\n")
    }
}
