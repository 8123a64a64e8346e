import Synchronization

/// The way from libmosquitto's thread to the one consumer of the events.
///
/// Messages come from outside, so only `limit` of them may wait: further ones are dropped, and the consumer finds one
/// `overflow` event with their number in their place. All other events are few and always get through.
final class EventQueue: Sendable {
    private struct Backlog {
        var waiting = 0
        var lost = 0
    }

    private let limit: Int
    private let backlog = Mutex(Backlog())
    private let (source, continuation) = AsyncStream<MQTTClient.Event>.makeStream()

    init(limit: Int) {
        self.limit = limit
    }

    /// Never waits.
    func offer(_ event: MQTTClient.Event) {
        guard case .message = event else {
            continuation.yield(event)
            return
        }
        if let admitted = admit(event) { continuation.yield(admitted) }
    }

    /// After the events that wait already the consumer sees the end.
    func finish() {
        continuation.finish()
    }

    /// The next event, or nil at the end or when the consuming task is cancelled.
    func next() async -> MQTTClient.Event? {
        await source.first { _ in true }.map(settle)
    }

    /// What to queue for a message: itself, a marker for the first one lost in a row, or nothing.
    private func admit(_ message: MQTTClient.Event) -> MQTTClient.Event? {
        backlog.withLock { backlog in
            if backlog.waiting < limit {
                backlog.waiting += 1
                return message
            }
            backlog.lost += 1
            return backlog.lost == 1 ? .overflow(lost: 1) : nil
        }
    }

    /// Accounts for an event that leaves the queue; the marker takes along the number lost up to now.
    private func settle(_ event: MQTTClient.Event) -> MQTTClient.Event {
        backlog.withLock { backlog in
            switch event {
            case .message:
                backlog.waiting -= 1
                return event
            case .overflow:
                defer { backlog.lost = 0 }
                return .overflow(lost: backlog.lost)
            default:
                return event
            }
        }
    }
}
