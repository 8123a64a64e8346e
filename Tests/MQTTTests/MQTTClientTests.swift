import MQTT
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct MQTTClientTests {
    @Test func `it connects with MQTT 5 and a new session`() async throws {
        let broker = try await MosquittoBroker()
        let client = try MQTTClient.started(broker.port)
        #expect(try await client.connected() == .connected(.v5, sessionPresent: false))
        await client.stop()
    }

    @Test func `messages travel in both directions between us and the broker's own tools`() async throws {
        let broker = try await MosquittoBroker()
        let folder = try TemporaryFolder()
        let client = try await MQTTClient.connected(broker.port)
        try await client.subscribed(Subscription("in/+"))

        let port = ["-p", "\(broker.port)"]
        try ChildProcess("/usr/bin/mosquitto_pub", port + ["-q", "1", "-t", "in/a", "-m", "hello"]).wait()
        #expect(try await client.message() == MQTTMessage(topic: "in/a", text: "hello"))

        try client.publish(MQTTMessage(topic: "out/a", text: "world", retained: true))
        let tool = try ChildProcess(
            "/usr/bin/mosquitto_sub", port + ["-t", "out/+", "-C", "1", "-W", "20", "-F", "%t %q %r %p"],
            output: folder.path("seen"))
        #expect(tool.wait() == 0)
        #expect(try folder.read("seen") == "out/a 0 1 world\n")
        await client.stop()
    }

    @Test func `a live message keeps its retain flag, a retained one is not replayed`() async throws {
        let broker = try await MosquittoBroker()
        let sender = try await MQTTClient.connected(broker.port, id: "sender")
        let id = try sender.publish(MQTTMessage(topic: "command/start", text: "old", retained: true))
        _ = try await sender.event { $0 == .acknowledged(id) }

        let client = try await MQTTClient.connected(broker.port)
        try await client.subscribed(Subscription("command/+"))
        try sender.publish(MQTTMessage(topic: "command/start", text: "live", retained: true))
        #expect(try await client.message() == MQTTMessage(topic: "command/start", text: "live", retained: true))
        await client.stop()
        await sender.stop()
    }

    @Test func `retained messages come when they are wanted`() async throws {
        let broker = try await MosquittoBroker()
        let client = try await MQTTClient.connected(broker.port)
        try client.publish(MQTTMessage(topic: "info", text: "kept", retained: true))
        try client.subscribe([Subscription("info", wantsRetained: true)])
        #expect(try await client.message() == MQTTMessage(topic: "info", text: "kept", retained: true))
        await client.stop()
    }

    @Test func `own messages are not echoed`() async throws {
        let broker = try await MosquittoBroker()
        let client = try await MQTTClient.connected(broker.port)
        let other = try await MQTTClient.connected(broker.port, id: "other")
        try await client.subscribed(Subscription("a"))
        let id = try client.publish(MQTTMessage(topic: "a", text: "mine"))
        _ = try await client.event { $0 == .acknowledged(id) }
        try other.publish(MQTTMessage(topic: "a", text: "other's"))
        #expect(try await client.message().text == "other's")
        await client.stop()
        await other.stop()
    }

    @Test func `properties of a request arrive and go out`() async throws {
        let broker = try await MosquittoBroker()
        let sender = try await MQTTClient.connected(broker.port, id: "sender")
        let client = try await MQTTClient.connected(broker.port)
        try await client.subscribed(Subscription("request"))
        let request = MQTTMessage(
            topic: "request", payload: Array("{}".utf8), responseTopic: "answers/7", correlationData: [0, 255, 7],
            contentType: "application/json", expiry: 30)
        try sender.publish(request)
        #expect(try await client.message() == request)
        await client.stop()
        await sender.stop()
    }

    @Test func `an empty payload is a message`() async throws {
        let broker = try await MosquittoBroker()
        let sender = try await MQTTClient.connected(broker.port, id: "sender")
        let client = try await MQTTClient.connected(broker.port)
        try await client.subscribed(Subscription("a"))
        try sender.publish(MQTTMessage(topic: "a", payload: []))
        #expect(try await client.message() == MQTTMessage(topic: "a", payload: []))
        await client.stop()
        await sender.stop()
    }

    @Test func `a mebibyte goes through, and one byte over the limit is reported without it`() async throws {
        let broker = try await MosquittoBroker()
        let sender = try await MQTTClient.connected(broker.port, id: "sender")
        let client = try await MQTTClient.connected(broker.port) { $0.maximumPayload = 1 << 20 }
        try await client.subscribed(Subscription("a"))
        let mebibyte = [UInt8](repeating: 7, count: 1 << 20)
        try sender.publish(MQTTMessage(topic: "a", payload: mebibyte))
        try sender.publish(MQTTMessage(topic: "a", payload: mebibyte + [7]))
        try sender.publish(MQTTMessage(topic: "a", text: "after"))
        #expect(try await client.message().payload.count == 1 << 20)
        let next = try await client.event { _ in true }
        #expect(next == .oversized(topic: "a", bytes: 1 << 20 + 1))
        #expect(try await client.message().text == "after")
        await client.stop()
        await sender.stop()
    }

    @Test func `what a slow consumer misses is counted`() async throws {
        let broker = try await MosquittoBroker()
        let sender = try await MQTTClient.connected(broker.port, id: "sender")
        let client = try await MQTTClient.connected(broker.port) {
            ($0.maximumBacklog, $0.patience) = (2, 0)
        }
        try await client.subscribed(Subscription("a"))
        for number in 1...5 { try sender.publish(MQTTMessage(topic: "a", text: "\(number)")) }
        await sender.stop()
        // Our own acknowledgement comes on the same connection after the five.
        let id = try client.publish(MQTTMessage(topic: "b", text: ""))
        var events: [MQTTClient.Event] = []
        while events.last != .acknowledged(id) {
            if events.isEmpty { try await Task.sleep(for: .milliseconds(300)) }
            events.append(try await client.event { _ in true })
        }
        #expect(events.count == 4)
        #expect(events.contains(.overflow(lost: 3)))
        await client.stop()
    }

    @Test func `a broker that acknowledges nothing is left before it fills the memory`() async throws {
        let broker = try await MosquittoBroker()
        let client = try await MQTTClient.connected(broker.port) { ($0.maximumUnacknowledged, $0.patience) = (3, 0.2) }
        broker.suspend()
        for _ in 1...3 { try client.publish(MQTTMessage(topic: "a", text: "")) }
        try client.publish(MQTTMessage(topic: "a", text: "there is a moment's patience"))
        try await Task.sleep(for: .milliseconds(300))
        #expect(throws: MQTTError.notConnected) { try client.publish(MQTTMessage(topic: "a", text: "")) }
        _ = try await client.disconnected()
        broker.resume()
        try await client.connected()
        try client.publish(MQTTMessage(topic: "a", text: "again"))
        await client.stop()
    }

    @Test func `topics that cannot be are refused, and the connection lives on`() async throws {
        let broker = try await MosquittoBroker()
        let client = try await MQTTClient.connected(broker.port)
        for topic in ["", "a/#", "a/+/b", String(repeating: "a", count: 70_000)] {
            #expect(throws: MQTTError.invalidTopic) { try client.publish(MQTTMessage(topic: topic, text: "")) }
        }
        #expect(throws: MQTTError.invalidTopic) { try client.subscribe([Subscription("a/#/b")]) }
        try await client.subscribed(Subscription("a"))
        await client.stop()
    }

    @Test func `a subscription the broker forbids is reported`() async throws {
        let broker = try await MosquittoBroker()
        let relay = try BrokerRelay(to: broker.port)
        let client = try await MQTTClient.connected(relay.port)
        broker.suspend()
        try client.subscribe([Subscription("secret/#")])
        // SUBACK for the first packet: not authorized.
        relay.inject([0x90, 4, 0, 1, 0, 0x87])
        let answer = try await client.event { _ in true }
        #expect(answer == .subscriptionRefused(Subscription("secret/#")))
        broker.resume()
        await client.stop()
    }

    @Test func `a stop waits for a frozen broker only so long`() async throws {
        let broker = try await MosquittoBroker()
        let client = try await MQTTClient.connected(broker.port)
        broker.suspend()
        try client.publish(MQTTMessage(topic: "a", text: "never acknowledged"))
        await client.stop(within: .milliseconds(100))
        #expect(await client.events.first { _ in true } == nil)
        broker.resume()
    }

    @Test func `a message that was published before the connection broke is not sent again by itself`() async throws {
        let broker = try await MosquittoBroker()
        let relay = try BrokerRelay(to: broker.port)
        let client = try await MQTTClient.connected(relay.port)
        broker.suspend()
        try client.publish(MQTTMessage(topic: "state", text: "old", retained: true))
        relay.cut()
        #expect(try await client.disconnected() == .connectionLost)
        broker.stop()
        try await broker.restart()
        relay.open()
        try await client.connected()
        try client.subscribe([Subscription("state", wantsRetained: true)])
        try client.publish(MQTTMessage(topic: "marker", text: ""))
        await client.stop()
        for await event in client.events {
            if case .message(let message) = event { Issue.record("\(message.text) was sent again") }
        }
    }

    @Test func `many tasks publish at once and every message is acknowledged`() async throws {
        let broker = try await MosquittoBroker()
        let client = try await MQTTClient.connected(broker.port)
        let sent = await withTaskGroup(of: MessageID?.self) { group in
            for number in 0..<100 {
                group.addTask { try? client.publish(MQTTMessage(topic: "a/\(number)", text: "\(number)")) }
            }
            return await group.reduce(into: Set<MessageID>()) { if let id = $1 { $0.insert(id) } }
        }
        #expect(sent.count == 100)
        await client.stop()
        var acknowledged: Set<MessageID> = []
        for await case .acknowledged(let id) in client.events { acknowledged.insert(id) }
        #expect(acknowledged == sent)
    }
}
