/// What must not be lost while the broker is away: events and replies, which nobody can ask for again. Retained messages
/// have no place here, since after a connect their topics are told anew.
///
/// In line wait what could not be sent and what was not yet acknowledged when the connection broke; beyond the capacity
/// the oldest goes.
package struct Outbox: Sendable {
    private var waiting: [MQTTMessage] = []
    private var inFlight: [(id: MessageID, message: MQTTMessage)] = []
    private let capacity: Int

    package init(capacity: Int = 100) {
        self.capacity = capacity
    }

    /// Puts a message in line that could not be sent.
    package mutating func queue(_ message: MQTTMessage) {
        waiting.append(message)
        if waiting.count > capacity { waiting.removeFirst() }
    }

    /// A message is on its way, and kept until the broker acknowledges it.
    package mutating func sent(_ message: MQTTMessage, as id: MessageID) {
        inFlight.append((id, message))
        if inFlight.count > capacity { inFlight.removeFirst() }
    }

    package mutating func acknowledged(_ id: MessageID) {
        inFlight.removeAll { $0.id == id }
    }

    /// The connection is gone: what was on its way may have been lost and is sent again.
    package mutating func connectionLost() {
        waiting = inFlight.map(\.message) + waiting
        waiting.removeFirst(max(0, waiting.count - capacity))
        inFlight = []
    }

    /// Empties the line.
    package mutating func takeWaiting() -> [MQTTMessage] {
        defer { waiting = [] }
        return waiting
    }
}
