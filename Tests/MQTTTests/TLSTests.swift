import MQTT
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TLSTests {
    /// A broker with a certificate of its own, made out to one name.
    private struct Broker {
        let folder: TemporaryFolder
        let broker: MosquittoBroker

        var port: UInt16 { broker.port }
        var certificate: String { folder.path("certificate.pem") }

        init(for name: String) async throws {
            folder = try TemporaryFolder()
            let key = folder.path("key.pem")
            let certificate = folder.path("certificate.pem")
            let arguments =
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test"
                + " -addext subjectAltName=\(name) -keyout \(key) -out \(certificate)"
            guard try ChildProcess("/usr/bin/openssl", arguments.split(separator: " ").map(String.init)).wait() == 0
            else {
                throw TestFailure("openssl made no certificate")
            }
            broker = try await MosquittoBroker(settings: ["certfile \(certificate)", "keyfile \(key)"])
        }
    }

    @Test func `a broker with a trusted certificate is connected to`() async throws {
        let broker = try await Broker(for: "IP:127.0.0.1")
        let client = try MQTTClient.started(broker.port) { $0.tls = .init(authorityFile: broker.certificate) }
        #expect(try await client.connected() == .connected(.v5, sessionPresent: false))
        await client.stop()
    }

    @Test func `an unknown authority is refused with the reason`() async throws {
        let broker = try await Broker(for: "IP:127.0.0.1")
        let client = try MQTTClient.started(broker.port) { $0.tls = .init() }
        guard case .tls(let reason) = try await client.disconnected() else {
            Issue.record("expected a TLS error")
            return
        }
        #expect(reason.contains("certificate verify failed"))
        await client.stop()
    }

    @Test func `another host's certificate is refused unless any will do`() async throws {
        let broker = try await Broker(for: "DNS:elsewhere.invalid")
        let strict = try MQTTClient.started(broker.port) { $0.tls = .init(authorityFile: broker.certificate) }
        guard case .tls = try await strict.disconnected() else {
            Issue.record("expected a TLS error")
            return
        }
        await strict.stop()
        let lenient = try MQTTClient.started(broker.port) {
            $0.tls = .init(authorityFile: broker.certificate, acceptsAnyHost: true)
        }
        try await lenient.connected()
        await lenient.stop()
    }

    @Test func `a certificate of nobody known is taken only when any authority will do`() async throws {
        let broker = try await Broker(for: "DNS:elsewhere.invalid")
        let strict = try MQTTClient.started(broker.port) { $0.tls = .init(acceptsAnyHost: true) }
        guard case .tls = try await strict.disconnected() else {
            Issue.record("expected a TLS error")
            return
        }
        await strict.stop()
        let lenient = try MQTTClient.started(broker.port) {
            $0.tls = .init(acceptsAnyHost: true, acceptsAnyAuthority: true)
        }
        try await lenient.connected()
        await lenient.stop()
    }

    @Test func `files that are not there are named as settings to correct`() async throws {
        let client = try MQTTClient.started(1) { $0.tls = .init(authorityFile: "/nonexistent.pem") }
        #expect(try await client.disconnected() == .invalidOptions("/nonexistent.pem: No such file or directory"))
        await client.stop()
    }
}
