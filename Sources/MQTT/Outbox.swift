/// What is to be published, kept while the broker is away.
///
/// Of a retained topic only the last message counts. Others wait in line, also those that were sent but not yet
/// acknowledged when the connection broke; beyond the capacity the oldest goes.
package struct Outbox: Sendable {
    private var latest: [String: MQTTMessage] = [:]
    /// Topics in the order of their first message, so that everything comes back in a sensible order.
    private var order: [String] = []
    private var waiting: [MQTTMessage] = []
    private var inFlight: [(id: MessageID, message: MQTTMessage)] = []
    private let capacity: Int

    package init(capacity: Int = 100) {
        self.capacity = capacity
    }

    /// Remembers a retained message as its topic's last.
    package mutating func retain(_ message: MQTTMessage) {
        if latest.updateValue(message, forKey: message.topic) == nil { order.append(message.topic) }
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

    /// The last message of each retained topic.
    package var retained: [MQTTMessage] { order.compactMap { latest[$0] } }

    /// Empties the line.
    package mutating func takeWaiting() -> [MQTTMessage] {
        defer { waiting = [] }
        return waiting
    }
}
