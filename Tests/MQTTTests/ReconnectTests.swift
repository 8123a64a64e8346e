import MQTT
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ReconnectTests {
    @Test func `a broker that comes later is found`() async throws {
        let port = try FreePort.find()
        let client = try MQTTClient.started(port)
        guard case .unreachable = try await client.disconnected() else {
            Issue.record("expected unreachable")
            return
        }
        #expect(throws: MQTTError.notConnected) { try client.publish(MQTTMessage(topic: "a", text: "")) }
        #expect(throws: MQTTError.notConnected) { try client.subscribe([Subscription("a")]) }
        let broker = try await MosquittoBroker(port: port)
        try await client.connected()
        await client.stop()
        broker.stop()
    }

    @Test func `an unknown host is an event, not an end`() async throws {
        let client = try MQTTClient.started(1883) { $0.host = "broker.invalid" }
        guard case .unreachable = try await client.disconnected() else {
            Issue.record("expected unreachable")
            return
        }
        await client.stop()
    }

    @Test func `it returns after the broker's restart`() async throws {
        let broker = try await MosquittoBroker()
        let client = try await MQTTClient.connected(broker.port)
        broker.stop()
        let reason = try await client.disconnected()
        #expect([.connectionLost, .brokerUnavailable].contains(reason))
        try await broker.restart()
        try await client.connected()
        try await client.subscribed(Subscription("a"))
        await client.stop()
    }

    @Test func `a wrong password has an error of its own, the right one connects`() async throws {
        let broker = try await MosquittoBroker(login: ("agent", "right horse"))
        let wrong = try MQTTClient.started(broker.port) { ($0.username, $0.password) = ("agent", "wrong") }
        #expect(try await wrong.disconnected() == .notAuthorized)
        await wrong.stop()
        let right = try await MQTTClient.connected(broker.port) {
            ($0.username, $0.password) = ("agent", "right horse")
        }
        await right.stop()
    }

    @Test func `a stop does not wait for the pause to end`() async throws {
        let broker = try await MosquittoBroker(login: ("agent", "secret"))
        let client = try MQTTClient.started(broker.port)
        _ = try await client.disconnected()
        let start = ContinuousClock.now
        await client.stop()
        // The pause is 30 s or more.
        #expect(ContinuousClock.now - start < .seconds(15))
        #expect(await client.events.first { _ in true } == nil)
    }

    @Test func `of two clients with one id the first has to go`() async throws {
        let broker = try await MosquittoBroker()
        let first = try await MQTTClient.connected(broker.port)
        let second = try await MQTTClient.connected(broker.port)
        // mosquitto 2.0.11 hangs up without a word; others send DISCONNECT 0x8E first.
        #expect(try await [.connectionLost, .sessionTakenOver].contains(first.disconnected()))
        await first.stop()
        await second.stop()
    }

    @Test func `a client whose session was taken over is told so where the broker says it`() async throws {
        let broker = try await MosquittoBroker()
        let relay = try BrokerRelay(to: broker.port)
        let client = try await MQTTClient.connected(relay.port)
        relay.inject([0xE0, 2, 0x8E, 0])
        #expect(try await client.disconnected() == .sessionTakenOver)
        await client.stop()
    }

    @Test(arguments: BrokerRelay.Refusal.allCases)
    func `a broker without MQTT 5 is spoken to in 3.1.1`(_ refusal: BrokerRelay.Refusal) async throws {
        let broker = try await MosquittoBroker()
        let relay = try BrokerRelay(to: broker.port, refusingMQTT5: refusal)
        let client = try MQTTClient.started(relay.port)
        #expect(try await client.disconnected() == (refusal == .hangUp ? .connectionLost : .unsupportedProtocol))
        #expect(try await client.connected() == .connected(.v311, sessionPresent: false))

        let other = try await MQTTClient.connected(broker.port, id: "other")
        try await client.subscribed(Subscription("a"))
        try other.publish(MQTTMessage(topic: "a", payload: [1], responseTopic: "b", correlationData: [2]))
        #expect(try await client.message() == MQTTMessage(topic: "a", payload: [1]))
        try await other.subscribed(Subscription("b"))
        try client.publish(MQTTMessage(topic: "b", payload: [3], responseTopic: "c", expiry: 9))
        #expect(try await other.message() == MQTTMessage(topic: "b", payload: [3]))
        await client.stop()
        await other.stop()
    }

    @Test func `after a cut the session is still there, and its commands arrive`() async throws {
        let broker = try await MosquittoBroker()
        let relay = try BrokerRelay(to: broker.port)
        let client = try await MQTTClient.connected(relay.port)
        let other = try await MQTTClient.connected(broker.port, id: "other")
        try await client.subscribed(Subscription("command/+"))
        relay.cut()
        #expect(try await client.disconnected() == .connectionLost)
        // Before the client tries again, a second later: whoever hangs up on it is taken for a broker without MQTT 5.
        relay.open()
        try other.publish(MQTTMessage(topic: "command/start", text: "meanwhile"))
        await other.stop()
        #expect(try await client.connected() == .connected(.v5, sessionPresent: true))
        #expect(try await client.message().text == "meanwhile")
        await client.stop()
    }

    @Test(arguments: [
        // A PUBLISH whose topic is not UTF-8; one without payload; one that ends early; a packet type that is not.
        [0x30, 0x05, 0x00, 0x02, 0xC3, 0x28, 0x00], [0x30, 0x04, 0x00, 0x01, 0x61, 0x00], [0x30, 0x02, 0x00, 0xFF],
        [0xF0, 0x00], [0x00, 0x00],
    ])
    func `nonsense from a broker costs at most the connection`(_ bytes: [UInt8]) async throws {
        let broker = try await MosquittoBroker()
        let relay = try BrokerRelay(to: broker.port)
        let client = try await MQTTClient.connected(relay.port)
        relay.inject(bytes)
        let event = try await client.event { _ in true }
        switch event {
        case .disconnected: try await client.connected()
        case .message(let message): #expect(message == MQTTMessage(topic: "a", payload: [], qos: .atMostOnce))
        default: Issue.record("unexpected \(event)")
        }
        try await client.subscribed(Subscription("a"))
        await client.stop()
    }
}
