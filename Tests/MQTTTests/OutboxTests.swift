import MQTT
import Testing

@Suite struct OutboxTests {
    @Test func `beyond the capacity the oldest goes`() {
        var outbox = Outbox(capacity: 3)
        for number in 1...5 { outbox.queue(MQTTMessage(topic: "event", text: "\(number)")) }
        #expect(outbox.takeWaiting().map(\.text) == ["3", "4", "5"])
        #expect(outbox.takeWaiting().isEmpty)
    }

    @Test func `what was not acknowledged when the connection broke is sent again, before what came later`() {
        var outbox = Outbox()
        let (first, second) = (MessageID(connection: 1, packet: 1), MessageID(connection: 1, packet: 2))
        outbox.sent(MQTTMessage(topic: "event", text: "1"), as: first)
        outbox.sent(MQTTMessage(topic: "event", text: "2"), as: second)
        outbox.acknowledged(first)
        outbox.queue(MQTTMessage(topic: "event", text: "3"))
        outbox.connectionLost()
        #expect(outbox.takeWaiting().map(\.text) == ["2", "3"])
    }
}
