import Agent
import DriveSimulator
import FoundationEssentials
import JSON
import MQTT
import TestSupport
import Testing

/// From nothing but an OAuth client to a backup, as somebody does it who has a dashboard and no shell.
@Suite(.timeLimit(.minutes(10))) struct AuthorizationTests {
    private func site(_ configure: (inout DriveSimulator.Configuration) -> Void = { _ in }) async throws -> Site {
        var settings = DriveSimulator.Configuration()
        settings.deviceApproval = .byHand
        settings.deviceInterval = 1
        configure(&settings)
        let site = try await Site(drive: settings)
        try site.writeClient()
        return site
    }

    private func required(_ watcher: Watcher) async throws {
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "required" }
    }

    @Test func `a press of Authorize, a code typed in elsewhere, and the first backup`() async throws {
        let site = try await site()
        let watcher = try await Watcher(site)
        let lines = LogLines()
        let agent = RunningAgent(site.configuration, log: lines)
        try await required(watcher)
        try watcher.send("drivepipe/command/start", #"{"id": "early"}"#)
        let early = try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        #expect(early["code"] == "not_authorized")
        #expect(site.drive.requests.isEmpty)
        try watcher.send("drivepipe/command/authorize", "PRESS")
        let pending = try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "pending" }
        let code = try #require(pending["user_code"]?.string)
        #expect(pending["verification_url"] == "https://www.google.com/device")
        let expiry = try #require(watcher.messages(on: "drivepipe/auth").last?.expiry)
        #expect((1700...1800).contains(expiry))
        // Impatience is answered with the same code.
        try watcher.send("drivepipe/command/authorize", #"{"id": "again"}"#)
        let again = try await watcher.wait(for: "drivepipe/response/authorize") { $0["id"] == "again" }
        #expect(again["status"] == "accepted" && again["data"]?["user_code"]?.string == code)
        #expect(site.drive.decideDevice(approve: true, userCode: code))
        let good = try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "authorized" }
        #expect(good["account"] == "simulator@example.com" && good["user_code"] == .null)
        #expect(lines.all.contains { $0.contains("enter the code that") } && !lines.all.contains { $0.contains(code) })
        try await watcher.wait(for: "drivepipe/response/authorize") { $0["id"] == "again" && $0["status"] == "done" }
        let events = watcher.payloads(on: "drivepipe/event/maintenance").map { $0["event_type"]?.string }
        #expect(
            events == ["authorization_required", "authorization_pending", "authorization_completed"])
        try watcher.send("drivepipe/command/start", #"{"id": "first"}"#)
        try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "first" && $0["status"] == "done" }
        #expect(site.backups.count == 1)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `access that is taken away is seen by a job, and nobody asks again and again`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "authorized" }
        site.drive.revokeAll()
        for id in ["1", "2", "3"] {
            try watcher.send("drivepipe/command/start", "{\"id\": \"\(id)\"}")
            try await watcher.wait(for: "drivepipe/response/start") { $0["id"]?.string == id && $0["final"] == true }
        }
        let state = try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "required" }
        #expect(state["error"]?["message"]?.string?.contains("consent screen") == true)
        #expect(watcher.payloads(on: "drivepipe/state").last?["problems"]?.array?.contains("auth") == true)
        // One to begin with, one when the first job was refused.
        #expect(site.drive.requests.filter { $0.kind == .token }.count == 2)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `deauthorize takes the access back and leaves the client`() async throws {
        let site = try await Site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "authorized" }
        site.drive.add(Fault(.status(503), on: .token, times: 100))
        try watcher.send("drivepipe/command/deauthorize", #"{"id": "away"}"#)
        let away = try await watcher.wait(for: "drivepipe/response/deauthorize") { $0["id"] == "away" }
        #expect(away["status"] == "failed" && away["message"]?.string?.contains("is kept") == true)
        #expect(try site.folder.read("credentials.json").contains("refresh_token"))
        site.drive.clearFaults()
        try watcher.send("drivepipe/command/deauthorize", #"{"id": "now"}"#)
        let now = try await watcher.wait(for: "drivepipe/response/deauthorize") { $0["id"] == "now" }
        #expect(now["status"] == "done")
        try await required(watcher)
        let file = try JSON(parsing: site.folder.read("credentials.json").utf8)
        #expect(file["refresh_token"] == nil && file["client_id"] != nil && file["client_secret"] != nil)
        #expect(site.drive.requests.contains { $0.path == "/revoke" && $0.status == 200 })
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a denial and a stop leave no code on show`() async throws {
        let site = try await site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await required(watcher)
        try watcher.send("drivepipe/command/authorize", #"{"id": "no"}"#)
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "pending" }
        site.drive.decideDevice(approve: false)
        let denied = try await watcher.wait(for: "drivepipe/response/authorize") { $0["final"] == true }
        #expect(denied["code"] == "login_denied")
        try watcher.send("drivepipe/command/authorize", #"{"id": "stop"}"#)
        try await watcher.wait(for: "drivepipe/response/authorize") { $0["id"] == "stop" }
        await agent.stop()
        let last = try await watcher.wait(for: "drivepipe/response/authorize") {
            $0["id"] == "stop" && $0["final"] == true
        }
        #expect(last["status"] == "failed")
        let states = watcher.payloads(on: "drivepipe/auth")
        #expect(states.last?["user_code"] == .null && states.last?["state"] == "required")
        await watcher.stop()
    }

    @Test func `without a network at the start it is an error and no reason to sign in`() async throws {
        let site = try await Site()
        site.drive.add(Fault(.status(503), on: .token, times: nil))
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        let state = try await watcher.wait(for: "drivepipe/auth")
        #expect(state["state"] == "error" && state["error"]?["code"] == "drive_unavailable")
        site.drive.clearFaults()
        try watcher.send("drivepipe/command/refresh")
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "authorized" }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a service account backs up into a shared drive, and has no room elsewhere`() async throws {
        let site = try await Site()
        let key = try Program.run("openssl", ["genrsa", "2048"]).output
        let account: JSON = [
            "type": "service_account", "client_email": "robot@example.com",
            "private_key": .string(String(decoding: key, as: UTF8.self)),
            "token_uri": "https://elsewhere.invalid/token",
        ]
        try site.folder.write(String(decoding: account.text, as: UTF8.self), to: "credentials.json")
        let homeless = try DrivePipeRun(site, ["backup", "--json"])
        #expect(homeless.wait() == 1)
        #expect(try homeless.json()["error"] == "drive_quota")
        #expect(homeless.output.contains("drive.parent"))
        let run = try DrivePipeRun(
            site, ["backup", "--json"], ["DRIVEPIPE_DRIVE_PARENT": DriveSimulator.sharedDriveID])
        #expect(run.wait() == 0)
        #expect(site.backups.map(\.driveID) == [DriveSimulator.sharedDriveID])
        let verified = try DrivePipeRun(
            site, ["verify"], ["DRIVEPIPE_DRIVE_PARENT": DriveSimulator.sharedDriveID])
        #expect(verified.wait() == 0)
        let login = try DrivePipeRun(site, ["login", "--force"])
        #expect(login.wait() == 1)
        #expect(login.output.contains("nobody signs in"))
        #expect(![homeless, run, login].contains { $0.output.contains("PRIVATE KEY") })
    }

    /// The flow, over the broker and on the command line, with everything that it prints, logs and publishes.
    @Test func `no secret is printed, logged or published`() async throws {
        let site = try await site()
        let watcher = try await Watcher(site)
        let lines = LogLines()
        let agent = RunningAgent(site.configuration, log: lines)
        try await required(watcher)
        try watcher.send("drivepipe/command/authorize", #"{"id": "x"}"#)
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "pending" }
        site.drive.add(Fault(.status(503), on: .token))
        site.drive.decideDevice(approve: true)
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "authorized" }
        let first = try site.refreshToken()
        try watcher.send("drivepipe/command/start", #"{"id": "s"}"#)
        try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        let login = try DrivePipeRun(site, ["login", "--force", "--json"])
        try await eventually { login.output.contains("user_code") }
        site.drive.decideDevice(approve: true)
        #expect(login.wait() == 0)
        let second = try site.refreshToken()
        #expect(first != second)
        site.drive.revokeAll()
        let refused = try DrivePipeRun(site, ["backup"])
        #expect(refused.wait() == 1)
        let revoked = try DrivePipeRun(site, ["login", "--revoke"])
        #expect(revoked.wait() == 0)
        await agent.stop()
        let published = watcher.topics.flatMap { watcher.messages(on: $0) }.map(\.text)
        let said = [login, refused, revoked].map(\.output) + published + lines.all
        #expect(lines.all.contains { $0.contains("connected to simulator@example.com") })
        let settings = DriveSimulator.Configuration()
        for secret in [first, second, settings.clientSecret, "ya29.", "AH-1Ng", "1//", "Bearer", "upload_id"] {
            #expect(!said.contains { $0.contains(secret) }, "\(secret)")
        }
        await watcher.stop()
    }
}

extension Site {
    /// What one starts with: a client, and nobody signed in.
    func writeClient() throws {
        let settings = DriveSimulator.Configuration()
        let client: JSON = [
            "installed": ["client_id": .string(settings.clientID), "client_secret": .string(settings.clientSecret)]
        ]
        try folder.write(String(decoding: client.text, as: UTF8.self), to: "credentials.json")
    }

    func refreshToken() throws -> String {
        let file = try JSON(parsing: folder.read("credentials.json").utf8)
        guard let token = file["refresh_token"]?.string else { throw TestFailure("no refresh token") }
        return token
    }
}
