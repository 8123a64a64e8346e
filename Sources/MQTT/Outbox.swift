/// What must not be lost while the broker is away: events and replies, which nobody can ask for again. Retained messages
/// have no place here, since after a connect their topics are told anew.
///
/// In line wait what could not be sent and what was not yet acknowledged when the connection broke; beyond the capacity
/// the oldest goes, first of what is passing.
package struct Outbox: Sendable {
    /// How much a message is worth when it comes late.
    package enum Importance: Sendable {
        /// Overtaken by what comes after it: how far a job is, that a command was accepted.
        case passing
        /// The end of something.
        case lasting
    }

    /// A message that waits.
    package struct Entry: Sendable {
        package let message: MQTTMessage
        package let importance: Importance
    }

    private var waiting: [Entry] = []
    private var inFlight: [(id: MessageID, entry: Entry)] = []
    private let capacity: Int

    package init(capacity: Int = 100) {
        self.capacity = capacity
    }

    /// Puts a message in line that could not be sent.
    package mutating func queue(_ message: MQTTMessage, _ importance: Importance = .lasting) {
        waiting.append(Entry(message: message, importance: importance))
        keepToCapacity()
    }

    /// A message is on its way, and kept until the broker acknowledges it.
    package mutating func sent(_ message: MQTTMessage, as id: MessageID, _ importance: Importance = .lasting) {
        inFlight.append((id, Entry(message: message, importance: importance)))
        if inFlight.count > capacity { inFlight.removeFirst() }
    }

    package mutating func acknowledged(_ id: MessageID) {
        inFlight.removeAll { $0.id == id }
    }

    /// The connection is gone: what was on its way may have been lost and is sent again.
    package mutating func connectionLost() {
        waiting = inFlight.map(\.entry) + waiting
        inFlight = []
        keepToCapacity()
    }

    /// Empties the line.
    package mutating func takeWaiting() -> [Entry] {
        defer { waiting = [] }
        return waiting
    }

    private mutating func keepToCapacity() {
        while waiting.count > capacity {
            waiting.remove(at: waiting.firstIndex { $0.importance == .passing } ?? waiting.startIndex)
        }
    }
}
