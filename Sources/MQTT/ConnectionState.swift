/// What threads share about the connection: where in its life the client is, the current link, and what the broker owes
/// us an answer for.
struct ConnectionState: ~Copyable {
    /// How far the client is.
    enum Phase {
        case idle, running, draining, stopped
    }

    private let maximumUnacknowledged: Int
    private let patience: Duration
    private(set) var phase = Phase.idle
    private var session: Mosquitto?
    private var connectedAt: ContinuousClock.Instant?
    /// Counts connections, so that message names of different ones differ.
    private var connection: UInt64 = 0
    /// The topics of messages that wait for the broker's answer.
    private var unacknowledged: [Int32: String] = [:]
    /// The last acknowledgement, or since when one is waited for.
    private var acknowledgedAt = ContinuousClock.now
    private var subscriptions: [Int32: Subscription] = [:]

    init(_ options: MQTTOptions) {
        maximumUnacknowledged = options.maximumUnacknowledged
        patience = .seconds(options.patience)
    }

    /// - Returns: false when the client was started or stopped before.
    mutating func start() -> Bool {
        guard phase == .idle else { return false }
        phase = .running
        return true
    }

    mutating func begin(_ session: Mosquitto) {
        self.session = session
        connection += 1
    }

    mutating func connected(at now: ContinuousClock.Instant) {
        connectedAt = now
    }

    /// - Returns: how long the connection lasted, nil when there was none; and whether a stop waits in vain now.
    mutating func end(at now: ContinuousClock.Instant) -> (uptime: Duration?, isDrained: Bool) {
        defer {
            session = nil
            connectedAt = nil
            unacknowledged = [:]
            subscriptions = [:]
        }
        return (connectedAt.map { now - $0 }, phase == .draining)
    }

    mutating func subscribe(_ subscription: Subscription) throws(MQTTError) {
        let packet = try link().subscribe(subscription)
        subscriptions[packet] = subscription
    }

    mutating func subscribed(_ packet: Int32) -> Subscription? {
        subscriptions.removeValue(forKey: packet)
    }

    mutating func publish(_ message: MQTTMessage) throws(MQTTError) -> MessageID {
        let session = try link()
        let now = ContinuousClock.now
        guard unacknowledged.count < maximumUnacknowledged || now - acknowledgedAt < patience else {
            // The library would keep all of them, for a broker that may never take them.
            session.disconnect()
            throw .notConnected
        }
        let packet = try session.publish(message)
        if unacknowledged.isEmpty { acknowledgedAt = now }
        if message.qos != .atMostOnce { unacknowledged[packet] = message.topic }
        return MessageID(connection: connection, packet: packet)
    }

    /// The broker took a message over, or let it fall.
    /// - Returns: the message's name and topic, nil for QoS 0; and whether it was the last one that a stop waits for.
    mutating func settled(_ packet: Int32) -> (message: (id: MessageID, topic: String)?, isDrained: Bool) {
        guard let topic = unacknowledged.removeValue(forKey: packet) else { return (nil, false) }
        acknowledgedAt = .now
        let id = MessageID(connection: connection, packet: packet)
        return ((id, topic), phase == .draining && unacknowledged.isEmpty)
    }

    /// Takes no more messages.
    /// - Returns: whether there is nothing to wait for.
    mutating func drain() -> Bool {
        if phase == .running { phase = .draining }
        return phase != .draining || connectedAt == nil || unacknowledged.isEmpty
    }

    /// - Returns: nil when no thread runs; else the link it is on, if any.
    mutating func stop() -> Mosquitto?? {
        defer { phase = .stopped }
        return phase == .idle ? .none : .some(session)
    }

    private func link() throws(MQTTError) -> Mosquitto {
        guard phase == .running, connectedAt != nil, let session else { throw .notConnected }
        return session
    }
}
