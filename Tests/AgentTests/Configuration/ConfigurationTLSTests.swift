import Agent
import MQTT
import Testing

@Suite struct ConfigurationTLSTests {
    private func load(_ text: String, _ environment: [String: String] = [:]) throws(ConfigurationError) -> Configuration
    {
        try Configuration(yaml: Array("mqtt: {\(text)}".utf8), file: "drivepipe.yaml", environment: environment)
    }

    @Test func `an encrypted connection has a port of its own unless one is given`() throws {
        #expect(try load("tls: true").mqtt.port == 8883)
        #expect(try load("tls: true, port: ").mqtt.port == 8883)
        #expect(try load("tls: true, port: 1883").mqtt.port == 1883)
        #expect(try load("tls: true", ["DRIVEPIPE_MQTT_PORT": "9"]).mqtt.port == 9)
        #expect(try load("tls: false").mqtt.port == 1883)
    }

    @Test func `all of it arrives at the connection`() throws {
        let mqtt = try load("tls: true, ca_file: ca.pem, cert_file: agent.pem, key_file: agent.key").mqtt
        let tls = try #require(mqtt.options(clientID: "agent").tls)
        #expect(tls.authorityFile == "ca.pem" && tls.certificateFile == "agent.pem" && tls.keyFile == "agent.key")
        #expect(!tls.acceptsAnyHost && !tls.acceptsAnyAuthority)
        #expect(try load("").mqtt.options(clientID: "agent").tls == nil)
    }

    @Test(arguments: [("", true), (", ca_file: ca.pem", false)])
    func `insecure means any authority only where none is given, and is warned of`(more: String, any: Bool) throws {
        let configuration = try load("tls: true, insecure: true" + more)
        let tls = try #require(configuration.mqtt.options(clientID: "agent").tls)
        #expect(tls.acceptsAnyHost && tls.acceptsAnyAuthority == any)
        #expect(configuration.warnings.contains { $0.hasPrefix("mqtt.insecure") })
    }

    @Test(arguments: [
        ("ca_file: a", "mqtt.ca_file"), ("insecure: true", "mqtt.insecure"),
        ("tls: false, cert_file: a, key_file: b", "mqtt.cert_file"), ("tls: true, cert_file: a", "mqtt.cert_file"),
        ("tls: true, key_file: b", "mqtt.key_file"),
    ])
    func `what would be of no use is refused`(text: String, key: String) {
        let error = #expect(throws: ConfigurationError.self) { try self.load(text) }
        #expect(error?.code == .conflict && error?.key == key && error?.hint != nil)
    }

    @Test func `what a plain connection leaves as it is does no harm`() throws {
        #expect(try load("insecure: false, ca_file: , cert_file: ").mqtt == Configuration().mqtt)
    }
}
