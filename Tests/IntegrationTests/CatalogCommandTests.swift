import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// The backups in Drive as the command line manages them.
@Suite struct CatalogCommandTests {
    @Test func `a backup is confirmed in Drive, listed, and as good after a verification`() async throws {
        let site = try await Site()
        #expect(try DrivePipeRun(site, ["backup"]).wait() == 0)
        let file = try #require(site.backups.first)
        #expect(file.appProperties["verified"]?.hasSuffix("Z") == true)
        #expect(file.appProperties["md5"] == file.md5)
        #expect(file.appProperties["kind"] == "full")
        let list = try DrivePipeRun(site, ["list", "--json"])
        #expect(list.wait() == 0)
        let entry = try #require(try list.json()["backups"]?.array?.first)
        #expect(entry["id"] == .string(file.id) && entry["state"] == "verified" && entry["pinned"] == false)
        #expect(
            entry["bytes"] == .integer(file.size) && file.name.hasPrefix("DrivePipe_")
                && entry["name"]?.string?.hasPrefix("DrivePipe ") == true)
        #expect(entry["slug"] == .string(file.appProperties["slug"] ?? ""))
    }

    @Test func `without the database a backup is a partial one`() async throws {
        let site = try await Site(kibibytes: 1)
        #expect(try DrivePipeRun(site, ["backup"], ["DRIVEPIPE_SOURCE_EXCLUDE_DATABASE": "true"]).wait() == 0)
        #expect(site.backups.first?.appProperties["kind"] == "partial")
    }

    @Test func `a backup that could not be confirmed is there, with a warning`() async throws {
        let site = try await Site(kibibytes: 1)
        // After the listing for the folder, its id and its making comes the id of the file.
        site.drive.add(Fault(.status(403, reason: "insufficientFilePermissions"), on: .metadata, from: 5, times: nil))
        let run = try DrivePipeRun(site, ["backup", "--json"])
        #expect(run.wait() == 3)
        #expect(try run.json()["warnings"] == 1)
        #expect(site.backups.first?.appProperties["verified"] == "no")
    }

    @Test func `a full verification is noted, and one of the headers is not`() async throws {
        let site = try await Site()
        #expect(try DrivePipeRun(site, ["backup"]).wait() == 0)
        let id = try #require(site.backups.first?.id)
        func state() -> String? { site.backups.first?.appProperties["verified"] }
        try site.drive.change(id, ["appProperties": ["verified": "no"]])
        #expect(try DrivePipeRun(site, ["verify", "--depth", "header"]).wait() == 0)
        #expect(state() == "no")
        #expect(try DrivePipeRun(site, ["verify"]).wait() == 0)
        #expect(state()?.hasSuffix("Z") == true)
    }

    @Test func `a wrong password says nothing about a backup, broken bytes do`() async throws {
        let site = try await Site()
        #expect(try DrivePipeRun(site, ["backup"], ["DRIVEPIPE_BACKUP_PASSWORD": "right"]).wait() == 0)
        let good = try #require(site.backups.first)
        for password in ["", "wrong"] {
            let run = try DrivePipeRun(site, ["verify"], ["DRIVEPIPE_BACKUP_PASSWORD": password])
            #expect(run.wait() != 0)
        }
        #expect(site.backups.first?.appProperties == good.appProperties)
        var bytes = try #require(site.drive.content(of: good.id))
        bytes[bytes.count / 2] ^= 1
        let notes = good.appProperties.mapValues(JSON.string).merging(["md5": nil]) { $1 }
        let broken = try site.drive.put(["name": "broken", "appProperties": .object(notes)], content: bytes)
        #expect(try DrivePipeRun(site, ["verify", broken.id], ["DRIVEPIPE_BACKUP_PASSWORD": "right"]).wait() == 1)
        #expect(site.backups.last?.appProperties["verified"] == "failed")
    }

    @Test func `the table has a line for each, ours first`() async throws {
        let site = try await Site.withBackups(3)
        let folder = try site.drive.put([
            "name": "B", "mimeType": "application/vnd.google-apps.folder",
            "appProperties": ["drivepipe": "folder", "instance": "drivepipe"],
        ])
        try site.drive.put(["name": "holiday\u{1b}[31m.jpg", "parents": [.string(folder.id)]], content: [1, 2])
        let run = try DrivePipeRun(site, ["list"], ["TZ": "Asia/Kolkata"])
        #expect(run.wait() == 0)
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("DATE              SIZE"), "\(run.output)")
        #expect(lines[1].hasPrefix("2026-01-03 17:30  10 B  full  -       -       verified  "), "\(run.output)")
        #expect(lines[1].hasSuffix("  day 3"), "\(run.output)")
        #expect(lines[4].contains("foreign") && lines[4].contains("holiday [31m.jpg"), "\(run.output)")
        #expect(lines[5] == "Backups: 3, 30 B. Foreign: 1.", "\(run.output)")
    }

    @Test func `an empty Drive is an empty list`() async throws {
        let site = try await Site(kibibytes: 1)
        let run = try DrivePipeRun(site, ["list"])
        #expect(run.wait() == 0)
        #expect(run.output == "Backups: 0, 0 B.\n")
        let json = try DrivePipeRun(site, ["list", "--json"])
        #expect(json.wait() == 0)
        #expect(json.output == #"{"backups":[],"count":0,"foreign":[],"instance":"drivepipe","total_bytes":0}"# + "\n")
    }

    @Test func `a dry run shows the plan with its reasons, and the run after it does just that`() async throws {
        let site = try await Site.withBackups(5)
        let dry = try DrivePipeRun(site, ["prune", "--dry-run", "--keep-last", "2"])
        #expect(dry.wait() == 0)
        let lines = dry.output.split(separator: "\n").map(String.init)
        #expect(lines[1].hasPrefix("keep") && lines[1].hasSuffix("the newest good one; number 1 of the newest  day 5"))
        #expect(lines.filter { $0.hasPrefix("delete") && $0.contains("no rule keeps it") }.count == 3, "\(dry.output)")
        #expect(site.backups.count == 5)
        #expect(!site.drive.requests.contains { $0.kind == .delete })
        let run = try DrivePipeRun(site, ["prune", "--keep-last", "2", "--json"])
        #expect(run.wait() == 0)
        #expect(try run.json()["names"] == ["day 1", "day 2", "day 3"])
        #expect(site.backups.map(\.name) == ["day 4", "day 5"])
    }

    @Test(arguments: [
        // Ten to midnight and ten past it in India, the same evening in Europe.
        ("2026-03-28T18:20:00Z", "2026-03-28T18:40:00Z", "Asia/Kolkata", false),
        ("2026-03-28T18:20:00Z", "2026-03-28T18:40:00Z", "Europe/Berlin", true),
        // The first and the last half hour of a day of 23 hours, and what would be in it if it had 24.
        ("2026-03-28T23:30:00Z", "2026-03-29T21:30:00Z", "Europe/Berlin", true),
        ("2026-03-28T23:30:00Z", "2026-03-29T22:30:00Z", "Europe/Berlin", false),
        // The same of 25 hours, elsewhere.
        ("2026-11-01T04:30:00Z", "2026-11-02T04:30:00Z", "America/New_York", true),
        ("2026-04-04T13:30:00Z", "2026-04-05T13:30:00Z", "Australia/Sydney", true),
    ])
    func `generations go by days on the wall clock of the zone`(
        early: String, late: String, zone: String, isOneDay: Bool
    ) async throws {
        let site = try await Site.withBackups(0)
        try site.addBackup("early", at: early)
        try site.addBackup("late", at: late)
        try site.addBackup("oldest", at: "2026-01-01T00:00:00Z")
        let run = try DrivePipeRun(
            site, ["prune", "--dry-run", "--json", "--keep-last", "0", "--keep-daily", "2"], ["TZ": zone])
        #expect(run.wait() == 0)
        #expect(try run.json()["names"] == [isOneDay ? "early" : "oldest"], "\(run.output)")
    }

    @Test func `what must wait or cannot be deleted is exit code 3`() async throws {
        let site = try await Site.withBackups(6)
        let bounded = try DrivePipeRun(site, ["prune", "--keep-last", "2", "--max-deletes", "1", "--json"])
        #expect(bounded.wait() == 3)
        #expect(try bounded.json()["deferred"] == 3)
        site.drive.add(Fault(.status(403, reason: "insufficientFilePermissions"), on: .delete))
        let refused = try DrivePipeRun(site, ["prune", "--keep-last", "2", "--json"])
        #expect(refused.wait() == 3)
        #expect(try refused.json()["failed"] == 1)
        #expect(site.backups.count == 3)
    }

    @Test(arguments: [
        ["--keep-last", "-1"], ["--keep-last", "x"], ["--keep-within", "a week"], ["--max-deletes", "99999"],
    ])
    func `a rule that makes no sense is wrong usage`(arguments: [String]) async throws {
        #expect(try DrivePipeRun(try await Site.withBackups(1), ["prune"] + arguments).wait() == 2)
    }

    @Test(arguments: [["prune", "--dry-run"], ["list"], ["delete", "00000001"]])
    func `an interrupted command says that of itself, and not of a backup`(arguments: [String]) async throws {
        let site = try await Site.withBackups(2)
        site.drive.add(Fault(.delay(seconds: 120), on: .metadata, times: nil))
        let run = try DrivePipeRun(site, arguments + ["--json"])
        try await eventually { site.drive.requests.contains { $0.kind == .token } }
        kill(run.pid, SIGINT)
        #expect(run.wait() == 130)
        let result = try run.json()
        #expect(result["error"] == "cancelled" && result["retryable"] == true && result["retry_at"] == .null)
        #expect(result["message"]?.string?.contains("backup") == false, "\(run.output)")
    }

    @Test func `keep within is counted from the newest good one`() async throws {
        let site = try await Site.withBackups(6)
        let run = try DrivePipeRun(site, ["prune", "--keep-last", "0", "--keep-within", "48h", "--json"])
        #expect(run.wait() == 0, "\(run.output)")
        #expect(site.backups.map(\.name) == ["day 4", "day 5", "day 6"])
    }

    @Test func `a pinned backup outlives the rules until it is unpinned`() async throws {
        let site = try await Site.withBackups(3)
        let pin = try DrivePipeRun(site, ["pin", "00000001", "--note", "before the update", "--json"])
        #expect(pin.wait() == 0)
        #expect(try pin.json()["pinned"] == true && pin.json()["note"] == "before the update")
        #expect(try DrivePipeRun(site, ["prune", "--keep-last", "1"]).wait() == 0)
        #expect(site.backups.map(\.name) == ["day 1", "day 3"])
        let refused = try DrivePipeRun(site, ["delete", "00000001", "--json"])
        #expect(refused.wait() == 1)
        #expect(try refused.json()["error"] == "backup_pinned")
        let id = try #require(site.backups.first?.id)
        #expect(try DrivePipeRun(site, ["unpin", id]).wait() == 0)
        #expect(site.backups.first?.appProperties["note"] == nil)
        #expect(try DrivePipeRun(site, ["delete", id]).wait() == 0)
        #expect(site.backups.map(\.name) == ["day 3"])
    }

    @Test func `delete tells of each what came of it, and why not`() async throws {
        let site = try await Site.withBackups(3)
        let theirs = try site.addBackup("theirs", at: "2026-02-01T12:00:00Z", ["instance": "cabin"])
        let run = try DrivePipeRun(site, ["delete", "00000001", "latest", theirs.id, "1nothing", "--json"])
        #expect(run.wait() == 1)
        let result = try run.json()
        #expect(result["deleted"]?.array?.map { $0["name"] } == ["day 1"])
        #expect(
            result["refused"]?.array?.map { $0["error"] } == ["newest_good_backup", "foreign_backup", "unknown_target"])
        #expect(result["error"] == "newest_good_backup")
        let forced = try DrivePipeRun(site, ["delete", "--force", "latest", theirs.id])
        #expect(forced.wait() == 1)
        #expect(site.backups.map(\.name) == ["day 2", "theirs"])
    }

    @Test func `what a cancelled prune has deleted is not shown any more`() async throws {
        let site = try await Site.withBackups(4)
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/catalog") { $0["count"] == 4 }
        site.drive.add(Fault(.delay(seconds: 3), on: .delete, from: 2))
        try watcher.send("drivepipe/command/prune", #"{"id": "p", "keep": {"last": 1}}"#)
        try await eventually { site.backups.count < 4 }
        try watcher.send("drivepipe/command/cancel")
        try await watcher.wait(for: "drivepipe/response/prune") { $0["status"] == "cancelled" }
        try await eventually { watcher.payloads(on: "drivepipe/catalog").last?["count"] != 4 }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `latest is the newest, but nobody gets a damaged one back where there is another`() async throws {
        let site = try await Site.withBackups(2)
        let broken = try site.addBackup("broken", at: "2026-02-01T12:00:00Z", ["verified": "failed"])
        let target = try TemporaryFolder()
        let fetched = try DrivePipeRun(site, ["fetch", "--to", target.path, "--json"])
        #expect(fetched.wait() == 0)
        #expect(try fetched.json()["name"] == "day 2")
        let byID = try DrivePipeRun(site, ["fetch", broken.id, "--to", target.path, "--json"])
        #expect(byID.wait() == 0)
        #expect(try byID.json()["name"] == "broken")
        let verified = try DrivePipeRun(site, ["verify", "latest", "--json"])
        #expect(verified.wait() == 1)
        #expect(try verified.json()["target"] == .string(broken.id))
        for file in site.backups where file.id != broken.id { try site.drive.remove(file.id) }
        #expect(try DrivePipeRun(site, ["fetch", "--to", target.path, "--overwrite"]).wait() == 0)
    }

    @Test(arguments: [["list"], ["prune"], ["pin", "latest"], ["unpin", "latest"], ["delete", "latest"]])
    func `without an account each fails with its code and one object`(arguments: [String]) async throws {
        let run = try DrivePipeRun(
            try await Site(kibibytes: 1), arguments + ["--json"], ["DRIVEPIPE_DRIVE_CREDENTIALS": "/nowhere.json"])
        #expect(run.wait() == 1)
        #expect(try run.json()["error"] == "client_missing", "\(run.output)")
    }
}

extension Site {
    /// With so many verified backups in Drive, one a day at noon UTC, of ten bytes each.
    static func withBackups(_ days: Int) async throws -> Site {
        let site = try await Site(kibibytes: 1)
        for day in 0..<days {
            try site.addBackup(
                "day \(day + 1)", at: "2026-01-0\(day + 1)T12:00:00Z", ["slug": .string("0000000\(day + 1)")])
        }
        return site
    }

    /// - Parameter notes: beside or in place of those of a verified backup of this instance.
    @discardableResult
    func addBackup(_ name: String, at date: String, _ notes: [String: JSON] = [:]) throws -> StoredFile {
        let own: [String: JSON] = [
            "drivepipe": "backup", "instance": "drivepipe", "date": .string(date), "kind": "full",
            "verified": .string(date),
        ]
        return try drive.put(
            ["name": .string(name), "appProperties": .object(own.merging(notes) { $1 })],
            content: Array(repeating: 1, count: 10))
    }
}
