import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// What a user does with a backup that is in Drive: verify it, bring it here, get everything back.
@Suite struct StoredBackupTests {
    @Test(arguments: [[:], ["DRIVEPIPE_BACKUP_PASSWORD": "correct horse"], ["DRIVEPIPE_BACKUP_COMPRESSED": "false"]])
    func `a backup in Drive is verified and restored as it was`(settings: [String: String]) async throws {
        let site = try await Site(kibibytes: 3_000)
        try site.folder.makeFolder("share")
        try site.folder.write("shared", to: "share/note.txt")
        let settings = settings.merging(["DRIVEPIPE_SOURCE_FOLDERS_SHARE": site.folder.path("share")]) { $1 }
        #expect(try DrivePipeRun(site, ["backup"], settings).wait() == 0)

        let verified = try DrivePipeRun(site, ["verify", "--json"], settings)
        #expect(verified.wait() == 0, "\(verified.output)")
        #expect(try verified.json()["depth"] == "full")
        #expect(try verified.json()["target"] == .string(site.backups.first?.id ?? ""))
        #expect(try verified.json()["contents_checked"] == true)

        let target = try TemporaryFolder()
        let restored = try DrivePipeRun(site, ["restore", "--to", target.path, "--json"], settings)
        #expect(restored.wait() == 0, "\(restored.output)")
        for (source, copy) in [("config", "homeassistant"), ("share", "share")] {
            let difference = try Program.run(
                "/usr/bin/diff", ["-r", "--no-dereference", site.folder.path(source), target.path(copy)])
            #expect(difference.status == 0, "\(String(decoding: difference.output, as: UTF8.self))")
        }
    }

    @Test func `one folder of it is restored without fetching the rest`() async throws {
        let site = try await Site(kibibytes: 3_000)
        try site.folder.makeFolder("share")
        try site.folder.write("shared", to: "share/note.txt")
        let settings = ["DRIVEPIPE_SOURCE_FOLDERS_SHARE": site.folder.path("share")]
        #expect(try DrivePipeRun(site, ["backup"], settings).wait() == 0)
        let target = try TemporaryFolder()
        let run = try DrivePipeRun(site, ["restore", "latest", "--to", target.path, "--only", "share"])
        #expect(run.wait() == 0, "\(run.output)")
        #expect(try target.read("share/note.txt") == "shared")
        #expect(access(target.path("homeassistant"), F_OK) != 0)
    }

    @Test func `without the password only the structure is verified, and nothing is restored`() async throws {
        let site = try await Site()
        #expect(try DrivePipeRun(site, ["backup"], ["DRIVEPIPE_BACKUP_PASSWORD": "right"]).wait() == 0)
        let verified = try DrivePipeRun(site, ["verify", "--json"])
        #expect(verified.wait() == 3, "\(verified.output)")
        #expect(try verified.json()["contents_checked"] == false)
        let wrong = try DrivePipeRun(site, ["verify", "--json"], ["DRIVEPIPE_BACKUP_PASSWORD": "wrong horse"])
        #expect(wrong.wait() == 1)
        #expect(try wrong.json()["error"] == "wrong_password")
        #expect(!wrong.output.contains("wrong horse"))
        let target = try TemporaryFolder()
        for (password, code) in [("", "password_needed"), ("wrong horse", "wrong_password")] {
            let run = try DrivePipeRun(
                site, ["restore", "--json", "--to", target.path], ["DRIVEPIPE_BACKUP_PASSWORD": password])
            #expect(run.wait() == 1)
            #expect(try run.json()["error"] == .string(code), "\(run.output)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.path).filter { $0 != "backup.json" } == [])
    }

    @Test func `it comes into a folder as it is, and is verified there without Drive`() async throws {
        let site = try await Site()
        #expect(try DrivePipeRun(site, ["backup"]).wait() == 0)
        let file = try #require(site.backups.first)
        let target = try TemporaryFolder()
        let run = try DrivePipeRun(site, ["fetch", file.id, "--to", target.path, "--json"])
        #expect(run.wait() == 0, "\(run.output)")
        let path = try #require(try run.json()["path"]?.string)
        #expect(path == target.path(file.name))
        site.drive.stop()
        #expect(try DrivePipeRun(site, ["verify", path]).wait() == 0)
    }

    @Test func `a bit that fell over is found, and it is told where`() async throws {
        let site = try await Site()
        #expect(try DrivePipeRun(site, ["backup"]).wait() == 0)
        let target = try TemporaryFolder()
        let run = try DrivePipeRun(site, ["fetch", "--to", target.path, "--json"])
        #expect(run.wait() == 0)
        let path = try #require(try run.json()["path"]?.string)
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[100_000] ^= 4
        try bytes.write(to: URL(filePath: path))
        let verified = try DrivePipeRun(site, ["verify", path, "--json"])
        #expect(verified.wait() == 1)
        #expect(try verified.json()["error"]?.string != nil)
        #expect(verified.output.contains("homeassistant.tar.gz"), "\(verified.output)")
    }

    @Test func `it is found by its slug, in capital letters too`() async throws {
        let site = try await Site(kibibytes: 1)
        let run = try DrivePipeRun(site, ["backup", "--json"])
        #expect(run.wait() == 0)
        let slug = try #require(try run.json()["slug"]?.string)
        for name in [slug, slug.uppercased()] {
            #expect(try DrivePipeRun(site, ["verify", "--depth", "header", name]).wait() == 0)
        }
    }

    @Test func `names of files cannot steer the terminal`() async throws {
        let site = try await Site()
        mkfifo(site.folder.path("config/\u{1b}[31mpipe"), 0o600)
        try site.folder.write("x", to: "config/\u{1b}]0;title\u{7}")
        let target = try TemporaryFolder()
        let restore = ["restore", "--to", target.path]
        #expect(try DrivePipeRun(site, ["backup"]).wait() == 0)
        #expect(try DrivePipeRun(site, restore).wait() == 0)
        for (arguments, code) in [(["backup"], 0), (restore, 3), (restore + ["--json"], 3)] {
            let run = try DrivePipeRun(site, arguments)
            #expect(run.wait() == Int32(code))
            #expect(run.output.contains("[31mpipe") || run.output.contains("title"), "\(run.output)")
            #expect(!run.output.contains("\u{1b}") && !run.output.contains("\u{7}"), "\(run.output)")
        }
    }

    @Test func `what is not there is told with its own code`() async throws {
        let site = try await Site()
        for (arguments, code) in [
            (["verify"], "no_backup"), (["verify", "1nothere"], "unknown_target"), (["verify", ""], "unknown_target"),
            (["verify", "a?b=c"], "unknown_target"),
            (["verify", "0123abcd"], "unknown_target"), (["verify", "/nowhere.tar"], "file_unreadable"),
        ] {
            let run = try DrivePipeRun(site, arguments + ["--json"])
            #expect(run.wait() == 1)
            #expect(try run.json()["error"] == .string(code), "\(run.output)")
        }
    }

    @Test func `a verification over MQTT is answered, announced, and shows in the state`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/verify", #"{"id": "early"}"#)
        let none = try await watcher.wait(for: "drivepipe/response/verify") { $0["final"] == true }
        #expect(none["code"] == "no_backup")
        try await watcher.wait(for: "drivepipe/event/maintenance") { $0["event_type"] == "verify_failed" }
        try watcher.send("drivepipe/command/start")
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        try watcher.send("drivepipe/command/verify", "PRESS")
        let event = try await watcher.wait(for: "drivepipe/event/maintenance") { $0["event_type"] == "verified" }
        #expect(event["contents_checked"] == true)
        #expect(event["target"] == .string(site.backups.first?.id ?? ""))
        let reply = try await watcher.wait(for: "drivepipe/response/verify") { $0["status"] == "done" }
        #expect(reply["data"]?["depth"] == "full")
        #expect(watcher.payloads(on: "drivepipe/state").contains { $0["job"]?["kind"] == "verify" })
        #expect(watcher.payloads(on: "drivepipe/state").last?["last"]?["result"] == "success")
        await agent.stop()
        await watcher.stop()
    }
}
