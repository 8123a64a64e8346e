import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import Pipe
import TestSupport
import Testing

/// `drivepipe check`: what would fail at night is told by day.
@Suite struct CheckCommandTests {
    @Test func `where all is well it says so of each part, and changes nothing`() async throws {
        let site = try await Site()
        let run = try DrivePipeRun(site, ["check", "--json"])
        #expect(try await run.ended() == 0, "\(run.output)")
        #expect(try run.json()["verdict"] == "ok")
        #expect(
            try run.subjects == ["broker", "source.config", "destination", "state_dir", "discovery_dir"],
            "\(run.output)")
        #expect(site.drive.files.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: site.folder.path("state")).isEmpty)
    }

    @Test(arguments: [
        ("broker", "mqtt_unreachable", ["DRIVEPIPE_MQTT_PORT": "9"]),
        ("source.config", "source_missing", ["DRIVEPIPE_SOURCE_CONFIG": "/nonexistent"]),
        ("destination", "client_missing", ["DRIVEPIPE_DRIVE_CREDENTIALS": "/nonexistent"]),
        ("state_dir", "not_writable", ["DRIVEPIPE_STATE_DIR": "/nonexistent"]),
        ("discovery_dir", "discovery_folder", ["DRIVEPIPE_DISCOVERY_DIR": "/nonexistent"]),
        ("tee", "destination_missing", ["DRIVEPIPE_TEE": "/nonexistent"]),
        (
            "supervisor", "supervisor_unreachable",
            [
                "DRIVEPIPE_SUPERVISOR_MODE": "direct", "DRIVEPIPE_SUPERVISOR_URL": "http://127.0.0.1:9",
                "DRIVEPIPE_SUPERVISOR_TOKEN": "secret-token",
            ]
        ),
    ])
    func `what fails is named with its code, and the rest is looked at all the same`(
        subject: String, code: String, settings: [String: String]
    ) async throws {
        let site = try await Site()
        let run = try DrivePipeRun(site, ["check", "--json"], settings)
        #expect(try await run.ended() == 1, "\(run.output)")
        let failed = try run.findings.filter { $0["verdict"] == "failed" }
        #expect(failed.compactMap { $0["subject"]?.string } == [subject], "\(run.output)")
        #expect(failed.first?["code"]?.string == code, "\(run.output)")
        #expect(!run.output.contains("secret-token"))
    }

    @Test func `it ends as soon as it is cancelled, whatever it waits for`() async throws {
        let site = try await Site()
        let (supervisor, port) = try LoopbackSocket.listen()
        defer { close(supervisor) }
        let run = try DrivePipeRun(
            site, ["check"],
            [
                "DRIVEPIPE_SUPERVISOR_MODE": "direct", "DRIVEPIPE_SUPERVISOR_URL": "http://127.0.0.1:\(port)",
                "DRIVEPIPE_SUPERVISOR_TOKEN": "token",
            ])
        // Asked, and never answered.
        let connection = try await Thread.run { accept(supervisor, nil, nil) }
        defer { close(connection) }
        kill(run.pid, SIGINT)
        #expect(try await run.ended() == 130, "\(run.output)")
    }

    @Test func `a folder that is not there is a warning, as it is for a backup`() async throws {
        let site = try await Site()
        let run = try DrivePipeRun(site, ["check"], ["DRIVEPIPE_SOURCE_FOLDERS_SHARE": "/nonexistent"])
        #expect(try await run.ended() == 3, "\(run.output)")
        #expect(run.output.contains("source.folders.share"))
    }
}

extension DrivePipeRun {
    fileprivate var findings: [JSON] {
        get throws { try json()["findings"]?.array ?? [] }
    }

    fileprivate var subjects: [String] {
        get throws { try findings.compactMap { $0["subject"]?.string } }
    }
}
