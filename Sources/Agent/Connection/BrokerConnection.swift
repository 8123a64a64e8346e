import FoundationEssentials
import MQTT

/// The agent's own connection with the broker: whether it stands, and what is still to be said over it.
struct BrokerConnection {
    /// Nil until it is known that no other agent has the same names.
    var link: Link?
    private(set) var isUp = false
    /// When the broker let the agent in last, if ever.
    private(set) var madeAt: Date?
    /// How often the broker let the agent in.
    private(set) var count = 0
    private(set) var version: MQTTVersion?
    private var outbox = Outbox()
    /// Command topics whose clearing a broker without MQTT 5 will tell the agent itself, looking like a press.
    private var clearing: Set<String> = []
    /// Topics whose messages the broker lets fall.
    private var refused: Set<String> = []
    /// Senders of commands choose topics for the answers, as many as they like.
    private static let mostRefused = 100

    mutating func made(_ version: MQTTVersion, at now: Date) {
        isUp = true
        madeAt = now
        count += 1
        self.version = version
    }

    mutating func lost() {
        isUp = false
        clearing = []
        outbox.connectionLost()
    }

    /// Whether the broker let the agent in a moment ago.
    func isNew(at now: Date) -> Bool {
        madeAt.map { abs(now.timeIntervalSince($0)) < 3 } ?? false
    }
}

// What goes out.
extension BrokerConnection {
    /// Sends a message. While the broker is away, one that is not retained waits: what is retained is made anew after the
    /// next connect.
    /// - Returns: why it is given up, as the next connection would take it no better than this one; nil when it is not.
    mutating func send(_ message: MQTTMessage, _ importance: Outbox.Importance) -> MQTTError? {
        do throws(MQTTError) {
            guard isUp, let link else { throw .notConnected }
            let id = try link.client.publish(message)
            if !message.retained && message.qos != .atMostOnce { outbox.sent(message, as: id, importance) }
        } catch {
            if error == .invalidTopic || error == .messageTooLarge { return error }
            if !message.retained { outbox.queue(message, importance) }
        }
        return nil
    }

    mutating func acknowledged(_ id: MessageID) { outbox.acknowledged(id) }

    /// The broker let a message fall: sending it again would not help.
    /// - Returns: whether that is news for its topic.
    mutating func refused(_ id: MessageID, on topic: String) -> Bool {
        outbox.acknowledged(id)
        return refused.count < Self.mostRefused && refused.insert(topic).inserted
    }

    /// Empties the line of what could not be sent.
    mutating func takeWaiting() -> [Outbox.Entry] { outbox.takeWaiting() }

    /// A retained message is about to be removed.
    mutating func clears(_ topic: String) {
        if version == .v311 { clearing.insert(topic) }
    }

    /// Whether a message is only the echo of a removal.
    mutating func isEcho(_ message: MQTTMessage) -> Bool {
        message.payload.isEmpty && clearing.remove(message.topic) != nil
    }
}
