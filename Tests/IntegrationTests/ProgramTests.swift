import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// The program as scripts and service managers see it: exit codes, output, signals.
@Suite struct ProgramTests {
    @Test func `a backup ends with one object that says what is in Drive`() async throws {
        let site = try await Site()
        let run = try DrivePipeRun(site, ["backup", "--json"])
        #expect(run.wait() == 0)
        let result = try run.json()
        let file = try #require(site.backups.first)
        #expect(result["file_id"] == .string(file.id))
        #expect(result["name"] == .string(file.name))
        #expect(result["md5"] == .string(file.md5 ?? ""))
        #expect(result["size_bytes"] == .integer(file.size))
        #expect(result["warnings"] == 0)
        #expect(result["slug"]?.string?.count == 8)
        #expect(result["duration_s"] != nil)
        let member = result["members"]?.array?.first
        #expect(member?["name"] == "homeassistant.tar.gz")
        for key in ["estimated_bytes", "tar_bytes"] { #expect(member?[key]?.integer != nil) }
        // Small, and so exact.
        #expect(member?["filler_bytes"] == 0)
        #expect(member?["packed_bytes"] == member?["reserved_bytes"])
        #expect(member?["superseded"] == false)
    }

    @Test func `something missing from the backup is exit code 3`() async throws {
        let site = try await Site()
        let run = try DrivePipeRun(site, ["backup", "--json"], ["DRIVEPIPE_SOURCE_FOLDERS_MEDIA": "/nowhere"])
        #expect(run.wait() == 3)
        #expect(try run.json()["warnings"] == 1)
        #expect(site.backups.count == 1)
    }

    @Test func `a backup that cannot be made is exit code 1 and says why`() async throws {
        let site = try await Site()
        let run = try DrivePipeRun(site, ["backup", "--json"], ["DRIVEPIPE_SOURCE_CONFIG": "/nowhere"])
        #expect(run.wait() == 1)
        #expect(try run.json()["error"] == "source_missing")
        #expect(site.backups.map(\.name) == [])
    }

    @Test func `wrong credentials are exit code 1 and no secret is shown`() async throws {
        let site = try await Site()
        try site.folder.write(
            #"{"client_id": "c", "client_secret": "s3cret", "refresh_token": "t0ken"}"#, to: "credentials.json")
        let run = try DrivePipeRun(site, ["backup", "--json"])
        #expect(run.wait() == 1)
        #expect(try run.json()["error"] == "not_authorized")
        #expect(!run.output.contains("s3cret") && !run.output.contains("t0ken"))
    }

    @Test func `a mistake in the configuration is exit code 2 and names the line and the key`() async throws {
        let site = try await Site()
        let file = try site.folder.write("mqtt:\n  host: localhost\n  prot: 1883\n", to: "drivepipe.yaml")
        for command in ["agent", "backup"] {
            let run = try DrivePipeRun(site, [command, "--config", file])
            #expect(run.wait() == 2)
            #expect(run.output.contains(":3:") && run.output.contains("prot"), "\(run.output)")
        }
    }

    @Test(arguments: ["backup", "verify"])
    func `a mistake in the configuration is told in JSON too`(command: String) async throws {
        let run = try DrivePipeRun(
            try await Site(kibibytes: 1), [command, "--json"], ["DRIVEPIPE_MQTT_PORT": "70000"])
        #expect(run.wait() == 2)
        #expect(try run.json()["error"] == "config_invalid_value")
    }

    @Test(arguments: [["frob"], ["backup", "--frob"], ["agent", "--config"]])
    func `wrong usage is exit code 2`(arguments: [String]) async throws {
        #expect(try DrivePipeRun(try await Site(kibibytes: 1), arguments).wait() == 2)
    }

    @Test func `an interrupted backup is exit code 130 and leaves nothing in Drive`() async throws {
        let site = try await Site(kibibytes: 2_048)
        site.drive.add(Fault(.delay(seconds: 120), on: .chunk, from: 3))
        let run = try DrivePipeRun(site, ["backup"])
        try await eventually { site.drive.requests.filter { $0.kind == .chunk }.count >= 2 }
        kill(run.pid, SIGINT)
        #expect(run.wait() == 130)
        #expect(site.backups.map(\.name) == [])
        #expect(site.drive.openSessions == 0)
    }

    @Test func `killed at any moment, nothing of the backup is in Drive`() async throws {
        let site = try await Site(kibibytes: 4_096)
        for round in 0..<12 {
            // All stay: those that finish must not delete each other.
            let run = try DrivePipeRun(site, ["backup"], ["DRIVEPIPE_RETENTION_KEEP_LAST": "0"])
            try await Task.sleep(for: .milliseconds(25 * round))
            kill(run.pid, SIGKILL)
            run.wait()
        }
        let finished = site.drive.requests.filter { $0.kind == .finalChunk && $0.status == 200 }.count
        // One that was quick enough to finish is whole and no remnant.
        #expect(site.backups.count == finished)
        for file in site.backups { #expect(file.size > 4_096 << 10) }
    }

    @Test func `the agent ends with SIGTERM, having written no more than its state file`() async throws {
        let site = try await Site(kibibytes: 16_384)
        try site.folder.makeFolder("config/many")
        for number in 1...300 { try site.folder.write("\(number)", to: "config/many/\(number).txt") }
        // Only what was clean can become dirty by being read.
        sync()
        let watcher = try await Watcher(site)
        let run = try DrivePipeRun(site, ["agent"])
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start")
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        #expect(try writtenBytes(of: run.pid) < 128 << 10)
        let files = try FileManager.default.contentsOfDirectory(atPath: site.folder.path("state"))
        #expect(files == ["state.json"])
        kill(run.pid, SIGTERM)
        #expect(run.wait() == 0)
        try await watcher.wait(for: "drivepipe/availability", word: "offline")
        await watcher.stop()
    }

    @Test func `facts about the past survive a restart of the agent`() async throws {
        let site = try await Site()
        #expect(try DrivePipeRun(site, ["backup"]).wait() == 0)
        let watcher = try await Watcher(site)
        for round in 1...2 {
            let run = try DrivePipeRun(site, ["agent"])
            try await watcher.wait(for: "drivepipe/availability", word: "online")
            if round == 1 {
                try watcher.send("drivepipe/command/start", #"{"id": "r"}"#)
                try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
            }
            kill(run.pid, SIGTERM)
            #expect(run.wait() == 0)
            try await watcher.wait(for: "drivepipe/availability", word: "offline")
        }
        #expect(watcher.payloads(on: "drivepipe/state").last?["last"]?["result"] == "success")
        await watcher.stop()
    }

    /// Bytes that the process caused to be written to disk, as the kernel counts them.
    private func writtenBytes(of pid: pid_t) throws -> Int {
        let text = String(decoding: try Data(contentsOf: URL(filePath: "/proc/\(pid)/io")), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("write_bytes:") }
        return try #require(line.flatMap { Int($0.split(separator: " ").last ?? "") })
    }
}

/// The built program, run with a site's settings.
final class DrivePipeRun: Sendable {
    private let process: ChildProcess
    private let log: String
    private let folder: TemporaryFolder

    /// - Parameters:
    ///   - settings: further environment variables.
    ///   - wrapper: another program that starts it, with its arguments.
    init(
        _ site: Site, _ arguments: [String], _ settings: [String: String] = [:], under wrapper: [String] = []
    ) throws {
        folder = try TemporaryFolder()
        log = folder.path("output")
        let environment = site.environment.merging(settings) { $1 }.map { "\($0)=\($1)" }
        process = try ChildProcess("/usr/bin/env", environment + wrapper + [BuiltProgram.path] + arguments, output: log)
    }

    var pid: pid_t { process.pid }

    /// Everything on standard output and error so far.
    var output: String { (try? folder.read("output")) ?? "" }

    /// - Returns: the exit code, nil when a signal ended it.
    @discardableResult
    func wait() -> Int32? { process.wait() }

    /// The same, while an agent of the test's own process must go on.
    func ended() async throws -> Int32? { try await process.ended() }

    /// The last line that is an object.
    func json() throws -> JSON {
        let line = try #require(output.split(separator: "\n").last { $0.hasPrefix("{") }, "\(output)")
        return try JSON(parsing: line.utf8)
    }
}
