import Testing

@testable import MQTT

@Suite(.timeLimit(.minutes(10)))
struct EventQueueTests {
    private static func message(_ text: String) -> MQTTClient.Event {
        .message(MQTTMessage(topic: "a", text: text))
    }

    private static func drain(_ queue: EventQueue) async -> [MQTTClient.Event] {
        var events: [MQTTClient.Event] = []
        while let event = await queue.next() { events.append(event) }
        return events
    }

    @Test func `events keep their order`() async {
        let queue = EventQueue(limit: 2, patience: 0)
        let events = [.connected(.v5, sessionPresent: true), Self.message("1"), .disconnected(.connectionLost)]
        events.forEach(queue.offer)
        queue.finish()
        #expect(await Self.drain(queue) == events)
    }

    @Test func `messages over the limit are counted in one event, others are never lost`() async {
        let queue = EventQueue(limit: 2, patience: 0)
        for number in 1...5 { queue.offer(Self.message("\(number)")) }
        queue.offer(.disconnected(.connectionLost))
        queue.finish()
        let expected = [Self.message("1"), Self.message("2"), .overflow(lost: 3), .disconnected(.connectionLost)]
        #expect(await Self.drain(queue) == expected)
    }

    @Test func `there is room again when messages were taken out`() async {
        let queue = EventQueue(limit: 1, patience: 0)
        queue.offer(Self.message("1"))
        queue.offer(Self.message("lost"))
        #expect(await queue.next() == Self.message("1"))
        queue.offer(Self.message("2"))
        #expect(await queue.next() == .overflow(lost: 1))
        #expect(await queue.next() == Self.message("2"))
        queue.offer(Self.message("3"))
        queue.finish()
        #expect(await Self.drain(queue) == [Self.message("3")])
    }

    @Test func `with patience nothing is lost: who brings too much waits`() async throws {
        let queue = EventQueue(limit: 2, patience: 60)
        let numbers = (1...100).map { Self.message("\($0)") }
        try LoopThread.start {
            numbers.forEach(queue.offer)
            queue.finish()
        }
        #expect(await Self.drain(queue) == numbers)
    }

    @Test func `an end is not waited for, and a patience that ended does not begin again with each message`() async {
        let hurried = EventQueue(limit: 1, patience: 3_600)
        hurried.offer(Self.message("1"))
        hurried.hurry()
        hurried.offer(Self.message("lost"))
        hurried.finish()
        #expect(await Self.drain(hurried) == [Self.message("1"), .overflow(lost: 1)])
        let tried = EventQueue(limit: 1, patience: 0.2)
        let duration = ContinuousClock().measure {
            for number in 1...1_000 { tried.offer(Self.message("\(number)")) }
        }
        #expect(duration < .seconds(20))
        tried.finish()
        #expect(await Self.drain(tried) == [Self.message("1"), .overflow(lost: 999)])
    }
}
