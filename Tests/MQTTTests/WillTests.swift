import MQTT
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct WillTests {
    private static let offline = MQTTMessage(topic: "availability", text: "offline", retained: true)

    private static func observer(_ port: UInt16) async throws -> MQTTClient {
        let observer = try await MQTTClient.connected(port, id: "observer")
        try await observer.subscribed(Subscription("#"))
        return observer
    }

    @Test func `the will of a client that vanishes is published after its delay`() async throws {
        let broker = try await MosquittoBroker()
        let relay = try BrokerRelay(to: broker.port)
        let observer = try await Self.observer(broker.port)
        let client = try await MQTTClient.connected(relay.port) {
            $0.will = Self.offline
            $0.willDelay = 1
        }
        relay.cut()
        #expect(try await observer.message() == Self.offline)
        await client.stop()
        await observer.stop()
    }

    @Test func `a cut shorter than the delay is not seen`() async throws {
        let broker = try await MosquittoBroker()
        let relay = try BrokerRelay(to: broker.port)
        let observer = try await Self.observer(broker.port)
        let client = try await MQTTClient.connected(relay.port) {
            $0.will = Self.offline
            $0.willDelay = 20
        }
        relay.cut()
        _ = try await client.disconnected()
        relay.open()
        try await client.connected()
        try client.publish(MQTTMessage(topic: "marker", text: ""))
        #expect(try await observer.message().topic == "marker")
        await client.stop()
        await observer.stop()
    }

    @Test func `a clean stop delivers all that was published, and no will`() async throws {
        let broker = try await MosquittoBroker()
        let observer = try await Self.observer(broker.port)
        let client = try await MQTTClient.connected(broker.port) {
            $0.will = MQTTMessage(topic: "availability", text: "lost")
            $0.willDelay = 0
        }
        for number in 0..<50 { try client.publish(MQTTMessage(topic: "state", text: "\(number)")) }
        try client.publish(Self.offline)
        await client.stop()
        #expect(throws: MQTTError.notConnected) { try client.publish(Self.offline) }

        for number in 0..<50 { #expect(try await observer.message().text == "\(number)") }
        #expect(try await observer.message() == Self.offline)
        let other = try await MQTTClient.connected(broker.port, id: "other")
        try other.publish(MQTTMessage(topic: "marker", text: ""))
        #expect(try await observer.message().topic == "marker")
        await other.stop()
        await observer.stop()
    }

    @Test func `a client that was never started can be stopped, and stopped again`() async throws {
        let client = MQTTClient(MQTTOptions(host: "127.0.0.1", clientID: "agent"))
        await client.stop()
        await client.stop()
        try client.start()
        #expect(await client.events.first { _ in true } == nil)
    }
}
