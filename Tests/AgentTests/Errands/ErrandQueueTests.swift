import Agent
import Testing

@Suite struct ErrandQueueTests {
    private let pin = ErrandQueue.Order(
        .pin(.latest, note: nil), for: CommandRequest(verb: "pin", command: .deauthorize(force: false)))

    @Test func `one after the other, in order`() {
        var queue = ErrandQueue()
        let refresh = ErrandQueue.Order(.refresh, prunes: true)
        #expect(queue.add(pin) == pin)
        #expect(queue.add(refresh) == nil)
        #expect(queue.current == pin)
        #expect(queue.ended() == refresh)
        #expect(queue.current == refresh)
        #expect(queue.ended() == nil)
        #expect(queue.current == nil)
    }

    @Test func `a flood from outside does not pile up, nor does it keep out the agent's own`() {
        var queue = ErrandQueue()
        for _ in 0..<1000 { _ = queue.add(pin) }
        #expect(queue.isFull)
        _ = queue.add(ErrandQueue.Order(.refresh))
        var count = 0
        var last: ErrandQueue.Order?
        while let next = queue.ended() {
            last = next
            count += 1
        }
        #expect(count == ErrandQueue.capacity + 1)
        #expect(last == ErrandQueue.Order(.refresh))
    }

    @Test func `at the end everybody who waits is known`() {
        var queue = ErrandQueue()
        let requests = ["a", "b"].map { CommandRequest(verb: "refresh", command: .errand(.refresh), id: $0) }
        _ = queue.add(ErrandQueue.Order(.refresh, for: requests[0]))
        _ = queue.add(ErrandQueue.Order(.refresh))
        _ = queue.add(ErrandQueue.Order(.refresh, for: requests[1]))
        #expect(queue.abandoned() == requests)
        #expect(queue.current == nil && queue.ended() == nil)
    }
}
