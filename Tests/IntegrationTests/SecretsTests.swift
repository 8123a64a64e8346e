import Agent
import DriveSimulator
import Glibc
import JSON
import MQTT
import TestSupport
import Testing

/// What must never be read anywhere but in the credentials file, whatever happens.
@Suite struct SecretsTests {
    /// How Google's (and the simulator's) access tokens, refresh tokens, device codes and upload sessions begin, and what
    /// precedes them.
    private static let marks = ["ya29.", "1//", "AH-1Ng", "AHmUCY", "upload_id", "Bearer"]
    private static let passwords = ["kilo-backup-password", "mike-broker-password", "papa-proxy-password"]

    @Test(.timeLimit(.minutes(10)))
    func `no log, topic, file or output has a secret, whatever goes wrong`() async throws {
        let site = try await Site(kibibytes: 1500)
        let watcher = try await Watcher(site)
        let lines = LogLines()
        var configuration = site.configuration
        configuration.backup.password = Secret(Self.passwords[0])
        configuration.mqtt.username = "me"
        configuration.mqtt.password = Secret(Self.passwords[1])
        configuration.mqtt.logLevel = .debug
        configuration.fetchDirectory = site.folder.path("fetched")
        try site.folder.makeFolder("fetched")
        let agent = RunningAgent(configuration, log: lines)
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "authorized" }
        for (index, trouble) in Self.troubles.enumerated() {
            site.drive.add(trouble)
            try watcher.send("drivepipe/command/start", #"{"id": "\#(index)"}"#)
            try await watcher.wait(for: "drivepipe/response/start") {
                $0["id"]?.string == "\(index)" && $0["final"] == true
            }
            site.drive.clearFaults()
        }
        site.drive.add(Fault(.delay(seconds: 2), on: .chunk))
        try watcher.send("drivepipe/command/start", #"{"id": "to be cancelled"}"#)
        try watcher.send("drivepipe/command/cancel")
        try await watcher.wait(for: "drivepipe/response/start") { $0["status"] == "cancelled" }
        for secret in Self.passwords { try watcher.send("drivepipe/set/rate_limit", secret) }
        try watcher.send("drivepipe/set/rate_limit", "1000")
        for verb in ["verify", "fetch", "prune", "pin", "unpin", "refresh", "deauthorize"] {
            try watcher.send("drivepipe/command/\(verb)")
            try await watcher.wait(for: "drivepipe/response/\(verb)") { $0["id"] == .null && $0["final"] == true }
        }
        await agent.stop()
        let ends = watcher.payloads(on: "drivepipe/response/start").compactMap { $0["status"]?.string }
        #expect(Set(ends).isSuperset(of: ["done", "failed", "cancelled"]), "\(ends)")
        let told = ["log", "health", "config", "response/fetch", "response/set"].map { "drivepipe/\($0)" }
        #expect(Set(watcher.topics).isSuperset(of: told))
        // What was sent to the agent is not its own.
        let own = Set(watcher.topics).filter { !$0.contains("/set/") }
        let published = own.flatMap { watcher.messages(on: $0) }.map(\.text)
        let kept = try site.folder.read("state/state.json")
        try expectNoSecret(in: lines.all + published + [kept])
        await watcher.stop()
    }

    @Test func `no subcommand prints one`() async throws {
        let site = try await Site(kibibytes: 1500)
        let passwords = [
            "DRIVEPIPE_BACKUP_PASSWORD": Self.passwords[0], "DRIVEPIPE_MQTT_USERNAME": "me",
            "DRIVEPIPE_MQTT_PASSWORD": Self.passwords[1],
        ]
        let proxy = ["DRIVEPIPE_DRIVE_PROXY": "http://me:\(Self.passwords[2])@127.0.0.1:1"]
        var outputs: [String] = []
        func run(_ arguments: String..., settings: [String: String] = [:]) throws {
            let run = try DrivePipeRun(site, arguments, passwords.merging(settings) { $1 })
            run.wait()
            outputs.append(run.output)
        }
        for trouble in Self.troubles {
            site.drive.add(trouble)
            try run("backup", "--json")
            site.drive.clearFaults()
        }
        for command in ["list", "prune", "verify"] { try run(command, "--json") }
        site.drive.add(Fault(.status(400, reason: "invalid_grant"), on: .token, times: nil))
        for command in ["list", "backup"] { try run(command) }
        try run("login", "--revoke")
        #expect(
            outputs.contains { $0.contains("session_lost") } && outputs.contains { $0.contains(#""verified":true"#) })
        try expectNoSecret(in: outputs)
        // Its connection is refused, which is told in words that name the proxy.
        let behind = try DrivePipeRun(site, ["login", "--json"], passwords.merging(proxy) { $1 })
        try await eventually { behind.output.contains("proxy") || behind.output.contains("reached") }
        kill(behind.pid, SIGTERM)
        behind.wait()
        try expectNoSecret(in: [behind.output])
    }

    /// One for each way in which an upload goes on or ends.
    private static let troubles: [Fault] = [
        Fault(.status(503), on: .chunk, from: 2), Fault(.status(401), on: .chunk, from: 2),
        Fault(.expireToken, on: .chunk, from: 3), Fault(.dropAfterBytes(1000), on: .chunk, from: 2),
        Fault(.expireSession(404), on: .chunk, from: 2, times: 2), Fault(.expireSession(410), on: .chunk, times: nil),
        Fault(.status(403, reason: "storageQuotaExceeded"), on: .chunk, from: 3), Fault(.corrupt, on: .chunk),
        Fault(.status(400), on: .chunk, from: 2), Fault(.status(404), on: .sessionStart),
        Fault(.status(400), on: .about),
        Fault(.dropAfterCommit, on: .finalChunk), Fault(.status(418), on: .list),
    ]

    private func expectNoSecret(in texts: [String]) throws {
        #expect(!texts.isEmpty)
        let secrets = Self.marks + Self.passwords + [DriveSimulator.Configuration().clientSecret]
        for secret in secrets {
            let leaks = texts.filter { $0.contains(secret) }.map { $0.prefix(300) }
            #expect(leaks.isEmpty, "\(secret): \(leaks)")
        }
    }
}
