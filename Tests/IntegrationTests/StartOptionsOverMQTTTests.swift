import Agent
import Backup
import DriveSimulator
import JSON
import TestSupport
import Testing

/// What a `start` may ask for beside a backup.
@Suite struct StartOptionsOverMQTTTests {
    @Test func `a partial backup has the folders that were named, and is marked as one`() async throws {
        let site = try await Site()
        for name in ["share", "ssl"] {
            try site.folder.makeFolder(name)
            try site.folder.write(name, to: "\(name)/file")
        }
        var configuration = site.configuration
        configuration.source.folders = [.share: site.folder.path("share"), .ssl: site.folder.path("ssl")]
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "p", "kind": "partial", "folders": ["ssl"]}"#)
        try await watcher.wait(for: "drivepipe/response/start") { $0["status"] == "done" }
        let file = try #require(site.backups.first)
        #expect(file.appProperties["kind"] == "partial")
        let bytes = try #require(site.drive.content(of: file.id))
        let names = String(decoding: try Program.run("/bin/tar", ["-tPf", "-"], input: bytes).output, as: UTF8.self)
        #expect(names.contains("ssl.tar.gz") && !names.contains("share.tar.gz"))
        let catalog = try await watcher.wait(for: "drivepipe/catalog") { $0["count"] == 1 }
        #expect(catalog["backups"]?.array?.first?["kind"] == "partial")
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a backup that is to be verified is read back, and answered once, after that`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "v", "verify": "true"}"#)
        let reply = try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        #expect(reply["status"] == "done")
        #expect(reply["data"]?["verification"]?["contents_checked"] == true)
        #expect(reply["data"]?["file_id"] == .string(site.backups.first?.id ?? ""))
        try await watcher.wait(for: "drivepipe/event/maintenance") { $0["event_type"] == "verified" }
        let verified = try #require(watcher.topics.firstIndex(of: "drivepipe/event/maintenance"))
        let completed = try #require(watcher.topics.lastIndex(of: "drivepipe/event/backup"))
        #expect(completed < verified)
        #expect(watcher.payloads(on: "drivepipe/response/start").map { $0["status"] } == ["accepted", "done"])
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a backup that cannot be read back fails the start, and counted before`() async throws {
        let site = try await Site()
        site.drive.add(Fault(.status(403, reason: "insufficientFilePermissions"), on: .download, times: nil))
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "v", "verify": true}"#)
        let reply = try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        #expect(reply["status"] == "failed")
        #expect(reply["data"]?["file_id"] == .string(site.backups.first?.id ?? ""))
        #expect(reply["message"]?.string?.hasPrefix("The backup is stored") == true)
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        try await watcher.wait(for: "drivepipe/event/maintenance") { $0["event_type"] == "verify_failed" }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a start that may wait is made after the one that runs`() async throws {
        let site = try await Site(kibibytes: 1_024)
        site.drive.add(Fault(.delay(seconds: 1), on: .chunk))
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "a"}"#)
        try watcher.send("drivepipe/command/start", #"{"id": "b", "queue": true}"#)
        let promise = try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "b" }
        #expect(promise["status"] == "accepted" && promise["code"] == "queued")
        try await watcher.wait(for: "drivepipe/state") { $0["waiting"] == 1 }
        let end = try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "b" && $0["final"] == true }
        #expect(end["status"] == "done" && end["job_id"] == promise["job_id"])
        #expect(site.backups.count == 2)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a cancel and the end of the agent leave nobody who waits without an answer`() async throws {
        let site = try await Site(kibibytes: 2_048)
        site.drive.add(Fault(.delay(seconds: 120), on: .chunk, from: 3, times: 100))
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        for id in ["a", "b"] { try watcher.send("drivepipe/command/start", #"{"id": "\#(id)", "queue": true}"#) }
        try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "b" && $0["code"] == "queued" }
        try watcher.send("drivepipe/command/cancel", #"{"id": "c"}"#)
        for id in ["a", "b"] {
            try await watcher.wait(for: "drivepipe/response/start") {
                $0["id"] == .string(id) && $0["status"] == "cancelled"
            }
        }
        try await watcher.wait(for: "drivepipe/response/cancel") { $0["final"] == true }
        for id in ["d", "e"] { try watcher.send("drivepipe/command/start", #"{"id": "\#(id)", "queue": true}"#) }
        try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "e" && $0["code"] == "queued" }
        await agent.stop()
        for id in ["d", "e"] {
            try await watcher.wait(for: "drivepipe/response/start") {
                $0["id"] == .string(id) && $0["status"] == "cancelled"
            }
        }
        let skipped = watcher.payloads(on: "drivepipe/event/backup").filter { $0["event_type"] == "skipped" }
        #expect(skipped.map { $0["code"] } == ["cancelled", "cancelled"])
        #expect(site.backups.map(\.name) == [])
        await watcher.stop()
    }

    @Test func `a backup that is young enough is not made again`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"id": "a", "max_age_s": 3600}"#)
        try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "a" && $0["status"] == "done" }
        try watcher.send("drivepipe/command/start", #"{"id": "b", "max_age_s": "3600"}"#)
        let reply = try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "b" }
        #expect(reply["status"] == "done" && reply["code"] == "fresh")
        #expect(reply["data"]?["skipped"] == true)
        try await watcher.wait(for: "drivepipe/event/backup") {
            $0["event_type"] == "skipped" && $0["code"] == "fresh"
        }
        #expect(site.backups.count == 1)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `while nobody is signed in, a start is taken, fails, and tells automations why`() async throws {
        let site = try await Site()
        var configuration = site.configuration
        configuration.drive.credentials = site.folder.path("none.json")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        for verb in ["start", "verify"] {
            try watcher.send("drivepipe/command/\(verb)", #"{"id": "1"}"#)
            let reply = try await watcher.wait(for: "drivepipe/response/\(verb)") { $0["final"] == true }
            #expect(reply["status"] == "failed")
            #expect(["not_authorized", "client_missing"].contains(reply["code"]))
        }
        let event = try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "failed" }
        #expect(event["retryable"] == false)
        #expect(event["message"]?.string?.isEmpty == false)
        await agent.stop()
        await watcher.stop()
    }
}
