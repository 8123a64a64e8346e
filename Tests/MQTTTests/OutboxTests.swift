import MQTT
import Testing

@Suite struct OutboxTests {
    @Test func `beyond the capacity the oldest goes`() {
        var outbox = Outbox(capacity: 3)
        for number in 1...5 { outbox.queue(MQTTMessage(topic: "event", text: "\(number)")) }
        #expect(outbox.takeWaiting().map(\.message.text) == ["3", "4", "5"])
        #expect(outbox.takeWaiting().isEmpty)
    }

    @Test func `the oldest of what is passing goes first`() {
        var outbox = Outbox(capacity: 3)
        let id = MessageID(connection: 1, packet: 1)
        outbox.sent(MQTTMessage(topic: "event", text: "1"), as: id)
        for number in 2...5 {
            outbox.queue(MQTTMessage(topic: "event", text: "\(number)"), number.isMultiple(of: 2) ? .passing : .lasting)
        }
        outbox.connectionLost()
        #expect(outbox.takeWaiting().map(\.message.text) == ["1", "3", "5"])
    }

    @Test func `what was not acknowledged when the connection broke is sent again, before what came later`() {
        var outbox = Outbox()
        let (first, second) = (MessageID(connection: 1, packet: 1), MessageID(connection: 1, packet: 2))
        outbox.sent(MQTTMessage(topic: "event", text: "1"), as: first)
        outbox.sent(MQTTMessage(topic: "event", text: "2"), as: second)
        outbox.acknowledged(first)
        outbox.queue(MQTTMessage(topic: "event", text: "3"))
        outbox.connectionLost()
        #expect(outbox.takeWaiting().map(\.message.text) == ["2", "3"])
    }
}
