import Dispatch
import Synchronization

/// The way from libmosquitto's thread to the one consumer of the events.
///
/// Messages come from outside, so only `limit` of them may wait. The thread that brings a further one waits for room, so
/// that the broker has to wait, too; a consumer that takes nothing for `patience` is given up until it does: messages are
/// dropped, and it finds one `overflow` event with their number in their place. All other events are few and always get
/// through.
final class EventQueue: Sendable {
    private struct Backlog {
        var waiting = 0
        var lost = 0
        /// Nobody waits for room: the consumer took nothing for too long, or the end is near.
        var isHurried = false
        var isEnding = false
    }

    private let limit: Int
    private let patience: Double
    private let backlog = Mutex(Backlog())
    /// Signalled for each message that is taken out while somebody waits, and at times once too often.
    private let room = DispatchSemaphore(value: 0)
    private let (source, continuation) = AsyncStream<MQTTClient.Event>.makeStream()

    /// - Parameter patience: seconds.
    init(limit: Int, patience: Double) {
        self.limit = limit
        self.patience = patience
    }

    /// For one thread. Waits only with a message, and only when too many wait already.
    func offer(_ event: MQTTClient.Event) {
        guard case .message = event else {
            continuation.yield(event)
            return
        }
        waitForRoom()
        if let admitted = admit(event) { continuation.yield(admitted) }
    }

    /// From now on nobody waits for room.
    func hurry() {
        backlog.withLock { $0.isEnding = true }
        room.signal()
    }

    /// After the events that wait already the consumer sees the end.
    func finish() {
        hurry()
        continuation.finish()
    }

    /// The next event, or nil at the end or when the consuming task is cancelled.
    func next() async -> MQTTClient.Event? {
        await source.first { _ in true }.map(settle)
    }

    private func waitForRoom() {
        let end = DispatchTime.now() + patience
        while backlog.withLock({ $0.waiting >= limit && !$0.isHurried && !$0.isEnding }) {
            if room.wait(timeout: end) == .timedOut { backlog.withLock { $0.isHurried = true } }
        }
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
        let (settled, makesRoom) = backlog.withLock { backlog in
            switch event {
            case .message:
                defer { backlog.waiting -= 1 }
                backlog.isHurried = false
                return (event, backlog.waiting >= limit)
            case .overflow:
                defer { backlog.lost = 0 }
                return (.overflow(lost: backlog.lost), false)
            default:
                return (event, false)
            }
        }
        if makesRoom { room.signal() }
        return settled
    }
}
