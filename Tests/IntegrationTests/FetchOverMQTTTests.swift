import Agent
import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// Backups brought to this machine by a command from elsewhere.
@Suite struct FetchOverMQTTTests {
    /// A site with one backup in Drive, and an agent that may fetch it into the folder `fetched`.
    private func prepare() async throws -> (site: Site, watcher: Watcher, agent: RunningAgent) {
        let site = try await Site(kibibytes: 1_024)
        try site.folder.makeFolder("fetched")
        var configuration = site.configuration
        configuration.fetchDirectory = site.folder.path("fetched")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "s"}"#)
        try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        return (site, watcher, agent)
    }

    private func fetch(_ watcher: Watcher, _ options: String) async throws -> JSON {
        let id = UUID().uuidString
        try watcher.send("drivepipe/command/fetch", #"{"id": "\#(id)"\#(options)}"#)
        return try await watcher.wait(for: "drivepipe/response/fetch") {
            $0["id"] == .string(id) && $0["final"] == true
        }
    }

    private func names(_ site: Site, _ folder: String = "fetched") -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: site.folder.path(folder)))?.sorted() ?? []
    }

    @Test func `the file comes as it is, and everybody is told where it lies`() async throws {
        let (site, watcher, agent) = try await prepare()
        let file = try #require(site.backups.first)
        let reply = try await fetch(watcher, #", "to": "old/2026/x.tar""#)
        #expect(reply["status"] == "done")
        let path = site.folder.path("fetched/old/2026/x.tar")
        #expect(reply["data"]?["path"] == .string(path))
        #expect(reply["data"]?["bytes"] == .integer(file.size))
        #expect(try Array(Data(contentsOf: URL(filePath: path))) == site.drive.content(of: file.id))
        let event = try await watcher.wait(for: "drivepipe/event/maintenance") { $0["event_type"] == "fetched" }
        #expect(event["target"] == .string(file.id) && event["path"] == .string(path))
        try await watcher.wait(for: "drivepipe/state") { $0["job"]?["kind"] == "fetch" }
        // Without a place, its own name.
        #expect(try await fetch(watcher, "")["status"] == "done")
        #expect(names(site) == [file.name, "old"])
        await agent.stop()
        await watcher.stop()
    }

    @Test func `what is in the way stays unless it may go`() async throws {
        let (site, watcher, agent) = try await prepare()
        try site.folder.write("precious", to: "fetched/x.tar")
        #expect(try await fetch(watcher, #", "to": "x.tar""#)["code"] == "exists")
        let event = try await watcher.wait(for: "drivepipe/event/maintenance") { $0["event_type"] == "fetch_failed" }
        #expect(event["code"] == "exists" && event["target"] == "latest")
        #expect(try await fetch(watcher, #", "to": "x.tar", "dry_run": true"#)["code"] == "exists")
        #expect(try String(contentsOf: URL(filePath: site.folder.path("fetched/x.tar")), encoding: .utf8) == "precious")
        #expect(try await fetch(watcher, #", "to": "x.tar", "overwrite": true"#)["status"] == "done")
        #expect(names(site) == ["x.tar"])
        await agent.stop()
        await watcher.stop()
    }

    @Test func `no link leads out of the allowed folder`() async throws {
        let (site, watcher, agent) = try await prepare()
        try site.folder.makeFolder("outside")
        try site.folder.write("precious", to: "outside/kept.tar")
        symlink(site.folder.path("outside"), site.folder.path("fetched/way"))
        symlink(site.folder.path("outside/kept.tar"), site.folder.path("fetched/x.tar"))
        symlink(site.folder.path("outside/new.tar"), site.folder.path("fetched/y.tar"))
        #expect(try await fetch(watcher, #", "to": "way/""#)["code"] == "target_unusable")
        #expect(
            try await fetch(watcher, #", "to": "way/deeper/x.tar", "overwrite": true"#)["code"] == "target_unusable")
        #expect(try await fetch(watcher, #", "to": "y.tar""#)["code"] == "exists")
        #expect(try await fetch(watcher, #", "to": "../outside/z.tar""#)["code"] == "forbidden_path")
        // The link itself goes, not what it leads to.
        #expect(try await fetch(watcher, #", "to": "x.tar", "overwrite": true"#)["status"] == "done")
        #expect(names(site, "outside") == ["kept.tar"])
        #expect(
            try String(contentsOf: URL(filePath: site.folder.path("outside/kept.tar")), encoding: .utf8) == "precious")
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a trial leaves nothing behind and says where it would lie`() async throws {
        let (site, watcher, agent) = try await prepare()
        let reply = try await fetch(watcher, #", "to": "a/b/", "dry_run": "True""#)
        #expect(reply["status"] == "done" && reply["data"]?["dry_run"] == true)
        let name = try #require(site.backups.first?.name)
        #expect(reply["data"]?["path"] == .string(site.folder.path("fetched/a/b/\(name)")))
        #expect(names(site) == [])
        #expect(watcher.payloads(on: "drivepipe/event/maintenance").allSatisfy { $0["event_type"] != "fetched" })
        #expect(try await fetch(watcher, #", "target": "deadbeef""#)["code"] == "unknown_target")
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a cancelled fetch leaves nothing`() async throws {
        let (site, watcher, agent) = try await prepare()
        site.drive.add(Fault(.delay(seconds: 5), on: .download))
        try watcher.send("drivepipe/command/fetch", #"{"id": "f"}"#)
        try await watcher.wait(for: "drivepipe/state") { $0["status"] == "fetching" }
        try watcher.send("drivepipe/command/cancel", #"{"id": "c"}"#)
        try await watcher.wait(for: "drivepipe/response/fetch") { $0["status"] == "cancelled" }
        try await watcher.wait(for: "drivepipe/response/cancel") { $0["status"] == "done" }
        #expect(names(site) == [])
        await agent.stop()
        await watcher.stop()
    }

    @Test func `without an allowed folder nothing is fetched, and the answer says what to set`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        let reply = try await fetch(watcher, "")
        #expect(reply["status"] == "rejected" && reply["code"] == "forbidden_path")
        #expect(reply["message"]?.string?.contains("fetch_dir") == true)
        await agent.stop()
        await watcher.stop()
    }
}
