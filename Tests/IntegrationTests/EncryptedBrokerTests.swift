import Agent
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// The agent at a broker that wants its connections encrypted. The site's own broker stays plain, for the watcher; the
/// encrypted one is a second door to it.
@Suite struct EncryptedBrokerTests {
    private let authority: Authority

    init() throws {
        authority = try Authority()
    }

    private func site(for name: String = "IP:127.0.0.1", _ lines: [String] = []) async throws -> (Site, UInt16) {
        let (certificate, key) = try authority.issue("broker", for: name)
        let port = try FreePort.find()
        let door = ["listener \(port) 127.0.0.1", "certfile \(certificate)", "keyfile \(key)"]
        return (try await Site(kibibytes: 1, broker: door + lines), port)
    }

    private func configuration(_ site: Site, _ port: UInt16, ca: String?) -> Configuration {
        var configuration = site.configuration
        configuration.mqtt.port = Int(port)
        configuration.mqtt.tls = true
        configuration.mqtt.caFile = ca
        return configuration
    }

    @Test func `with the right authority the agent is there`() async throws {
        let (site, port) = try await site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration(site, port, ca: authority.certificate))
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        await agent.stop()
        await watcher.stop()
    }

    @Test func `with a wrong one the log says what to check, and nothing is said to the broker`() async throws {
        let (site, port) = try await site()
        let watcher = try await Watcher(site)
        let lines = LogLines()
        let stranger = try Authority()
        let agent = RunningAgent(configuration(site, port, ca: stranger.certificate), log: lines)
        try await eventually { lines.all.contains { $0.contains("certificate verify failed") } }
        #expect(lines.all.contains { $0.contains("Check the port, the certificate authority and the host name") })
        await agent.stop()
        #expect(lines.all.count { $0.contains("mqtt_tls") } == 1, "no storm")
        #expect(watcher.topics.isEmpty)
        await watcher.stop()
    }

    @Test func `a broker that comes back with another certificate is not believed, until that is put right`()
        async throws
    {
        let (site, port) = try await site()
        var configuration = configuration(site, port, ca: authority.certificate)
        configuration.mqtt.refusalPause = 1
        let lines = LogLines()
        let agent = RunningAgent(configuration, log: lines)
        let connections = { lines.all.count { $0.contains("connected to the broker") } }
        try await eventually { connections() == 1 }
        let right = try authority.issue("broker", for: "IP:127.0.0.1")
        let stranger = try Authority()
        let wrong = try stranger.issue("broker", for: "IP:127.0.0.1")
        for (from, to) in [(wrong.certificate, right.certificate), (wrong.key, right.key)] {
            try Data(contentsOf: URL(filePath: from)).write(to: URL(filePath: to))
        }
        try await site.broker.restart()
        try await eventually { lines.all.contains { $0.contains("certificate verify failed") } }
        #expect(connections() == 1)
        _ = try authority.issue("broker", for: "IP:127.0.0.1")
        try await site.broker.restart()
        // The pauses between two attempts grow up to a minute.
        for _ in 1...3 where connections() < 2 { try? await eventually { connections() == 2 } }
        #expect(connections() == 2)
        await agent.stop()
    }

    @Test func `a client certificate is login enough`() async throws {
        let (site, port) = try await site(
            for: "IP:127.0.0.1", ["cafile \(authority.certificate)", "require_certificate true"])
        let watcher = try await Watcher(site)
        var configuration = configuration(site, port, ca: authority.certificate)
        let lines = LogLines()
        let stranger = RunningAgent(configuration, log: lines)
        try await eventually { lines.all.contains { $0.contains("lost") || $0.contains("TLS") || $0.contains("tls") } }
        await stranger.stop()
        #expect(watcher.topics.isEmpty)
        let own = try authority.issue("agent", for: "DNS:agent")
        configuration.mqtt.certFile = own.certificate
        configuration.mqtt.keyFile = own.key
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        await agent.stop()
        await watcher.stop()
    }

    @Test func `insecure takes any certificate, and the log warns of it`() async throws {
        let (site, port) = try await site(for: "DNS:elsewhere.invalid")
        let watcher = try await Watcher(site)
        let run = try DrivePipeRun(
            site, ["agent"],
            ["DRIVEPIPE_MQTT_PORT": "\(port)", "DRIVEPIPE_MQTT_TLS": "true", "DRIVEPIPE_MQTT_INSECURE": "true"])
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        #expect(run.output.contains("mqtt.insecure"))
        kill(run.pid, SIGTERM)
        #expect(try await run.ended() == 0)
        await watcher.stop()
    }
}
