import Agent
import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// The agent without Google: everything that it does, with a folder in place of Drive.
@Suite struct FolderDestinationOverMQTTTests {
    private func configuration(_ site: Site) throws -> Configuration {
        var configuration = site.configuration
        configuration.destination = .folder
        configuration.destinationDirectory = try site.folder.makeFolder("nas")
        configuration.fetchDirectory = try site.folder.makeFolder("fetched")
        configuration.drive.credentials = site.folder.path("no credentials")
        return configuration
    }

    @Test func `a folder is all that it needs`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(try configuration(site))
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "not_needed" }
        try await watcher.wait(for: "drivepipe/drive") { ($0["limit_bytes"]?.integer ?? 0) > 0 }
        for name in ["one", "two"] {
            try watcher.send("drivepipe/command/start", name)
            let event = try await watcher.wait(for: "drivepipe/event/backup") {
                $0["event_type"] == "completed" && $0["name"] == .string(name)
            }
            #expect(event["message"] == .string("The backup is in the folder \(site.folder.path("nas")) and verified."))
        }
        let catalog = try await watcher.wait(for: "drivepipe/catalog") { $0["count"] == 2 }
        let id = try #require(catalog["backups"]?.array?.last?["id"]?.string)
        for (command, payload) in [
            ("verify", "latest"), ("pin", id), ("fetch", id), ("prune", #"{"keep": {"last": 1}}"#), ("authorize", ""),
        ] {
            try watcher.send("drivepipe/command/\(command)", payload)
            try await watcher.wait(for: "drivepipe/response/\(command)") { $0["status"] == "done" }
        }
        try await watcher.wait(for: "drivepipe/catalog") {
            $0["count"] == 2 && $0["backups"]?.array?.last?["pinned"] == true
        }
        let state = try await watcher.wait(for: "drivepipe/state") { $0["running"] == false }
        #expect(state["problems"] == [] && state["status"] == "idle")
        #expect(try FileManager.default.contentsOfDirectory(atPath: site.folder.path("fetched")).count == 1)
        #expect(site.drive.requests.isEmpty)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a disk that is not mounted is an error that may pass`() async throws {
        let site = try await Site(kibibytes: 1)
        let watcher = try await Watcher(site)
        var configuration = try configuration(site)
        configuration.destinationDirectory = site.folder.path("elsewhere")
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "not_needed" }
        try watcher.send("drivepipe/command/start")
        try await watcher.wait(for: "drivepipe/response/start") {
            $0["status"] == "failed" && $0["code"] == "destination_missing" && $0["data"]?["retryable"] == true
        }
        await agent.stop()
        await watcher.stop()
    }
}
