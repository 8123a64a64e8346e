import Agent
import FoundationEssentials
import JSON
import TestSupport
import Testing

/// config/mosquitto.acl, as it is, at a real broker.
@Suite struct AccessListTests {
    private static let users = ["drivepipe", "homeassistant", "viewer"]
    private static func login(_ user: String) -> (user: String, password: String) { (user, "secret of \(user)") }

    private let folder: TemporaryFolder
    private let site: Site

    init() async throws {
        folder = try TemporaryFolder()
        let passwords = try folder.write("", to: "passwords")
        for user in Self.users {
            let arguments = ["-b", passwords, user, Self.login(user).password]
            guard try ChildProcess("/usr/bin/mosquitto_passwd", arguments).wait() == 0 else {
                throw TestFailure("mosquitto_passwd failed")
            }
        }
        let list = try String(contentsOf: URL(filePath: Repository.path("config/mosquitto.acl")), encoding: .utf8)
        site = try await Site(broker: [
            "password_file \(passwords)", "acl_file \(try folder.write(list, to: "acl"))", "allow_anonymous false",
            "log_type all",
        ])
    }

    private func agent() -> RunningAgent {
        var configuration = site.configuration
        configuration.mqtt.username = "drivepipe"
        configuration.mqtt.password = Secret(Self.login("drivepipe").password)
        return RunningAgent(configuration)
    }

    @Test func `an agent that may do no more than the list says lacks nothing`() async throws {
        let home = try await Watcher(site, login: Self.login("homeassistant"))
        let agent = agent()
        try await home.wait(for: "drivepipe/availability", word: "online")
        try home.send("drivepipe/set/rate_limit", "5")
        try await home.wait(for: "drivepipe/config") { $0["rate_limit"] == 5 }
        try home.send("drivepipe/command/start", "PRESS")
        try await home.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        try await home.wait(for: "drivepipe/response/start") { $0["status"] == "done" }
        let discovery = "homeassistant/device/drivepipe/config"
        let announced = home.messages(on: discovery).count
        try home.send("homeassistant/status", "online")
        try await eventually { home.messages(on: discovery).count > announced }
        await agent.stop()
        try await home.wait(for: "drivepipe/availability", word: "offline")
        #expect(!site.broker.log.contains("Denied"))
        await home.stop()
    }

    @Test func `what the list does not let the agent publish is told once, with what to check`() async throws {
        let site = try await Site(
            kibibytes: 1,
            broker: [
                "acl_file \(try folder.write("topic readwrite drivepipe/#\ntopic read homeassistant/#\n", to: "narrow"))",
                "log_type all",
            ])
        let lines = LogLines()
        let agent = RunningAgent(site.configuration, log: lines)
        let refusals = {
            lines.all.filter { $0.contains(#"publish on "homeassistant/device/drivepipe/config" (135)"#) }
        }
        try await eventually { !refusals().isEmpty }
        #expect(refusals().first?.contains("Check its access list.") == true)
        let house = try await Watcher(site)
        try await house.wait(for: "drivepipe/availability", word: "online")
        let denied = { site.broker.log.split(separator: "\n").count { $0.contains("Denied PUBLISH") } }
        try await site.broker.restart()
        try await eventually { denied() > 1 }
        // The one from before may still be away.
        let late = try await Watcher(site)
        try late.send("drivepipe/command/cancel", #"{"id": "c"}"#)
        try await late.wait(for: "drivepipe/response/cancel") { $0["id"] == "c" }
        #expect(refusals().count == 1)
        await agent.stop()
        for watcher in [house, late] { await watcher.stop() }
    }

    @Test func `nobody else can command it, and it can command nobody`() async throws {
        let viewer = try await Watcher(site, login: Self.login("viewer"))
        let agent = agent()
        try await viewer.wait(for: "drivepipe/availability", word: "online")
        try await viewer.wait(for: "drivepipe/state")
        let other = try await Watcher(site, login: Self.login("drivepipe"))
        try viewer.send("drivepipe/command/start", "PRESS")
        try viewer.send("drivepipe/set/rate_limit", "5")
        try other.send("attic/command/start", "PRESS")
        try other.send("homeassistant/device/attic/config", "{}")
        let home = try await Watcher(site, login: Self.login("homeassistant"))
        try home.send("drivepipe/state", "{}")
        let denied = { site.broker.log.split(separator: "\n").filter { $0.contains("Denied PUBLISH") }.count }
        try await eventually { denied() == 5 }
        // The codes of authorizations are told there, too.
        try home.send("drivepipe/command/verify", #"{"depth": "header"}"#)
        try await home.wait(for: "drivepipe/event/maintenance") { $0["event_type"] == "verify_failed" }
        #expect(viewer.messages(on: "drivepipe/auth").isEmpty)
        #expect(viewer.messages(on: "drivepipe/event/maintenance").isEmpty)
        #expect(viewer.messages(on: "drivepipe/config").isEmpty)
        try await other.wait(for: "drivepipe/state") { $0["status"] == "idle" && $0["last_attempt_at"] == .null }
        await agent.stop()
        for watcher in [viewer, other, home] { await watcher.stop() }
    }
}
