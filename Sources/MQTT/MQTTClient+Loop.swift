import Dispatch
import Synchronization

/// The thread that makes connections, one after the other, until the client is stopped.
extension MQTTClient {
    func run() {
        var policy = ReconnectPolicy(refusalPause: options.refusalPause)
        while !isStopped {
            let (error, uptime) = link(policy.version)
            if isStopped { break }
            queue.offer(.disconnected(error))
            let pause = policy.ended(error, after: uptime, jitter: .random(in: 0..<1))
            _ = wake.wait(timeout: .now() + pause.seconds)
        }
        queue.finish()
        ended.open()
    }

    private var isStopped: Bool {
        state.withLock { $0.phase == .stopped }
    }

    /// One connection, from the attempt to its end.
    /// - Returns: why it ended, and how long it lasted: nil when the broker did not accept it.
    private func link(_ version: MQTTVersion) -> (MQTTError, Duration?) {
        do throws(MQTTError) {
            let session = try Mosquitto(options, version: version) { self.handle($0, version) }
            state.withLock { $0.begin(session) }
            try session.connect()
            while true {
                // A stop during the attempt found no connection to end.
                if isStopped { session.disconnect() }
                try session.turn()
            }
        } catch {
            let (uptime, isDrained) = state.withLock { $0.end(at: .now) }
            if isDrained { drained.open() }
            return (error, uptime)
        }
    }

    private func handle(_ report: Mosquitto.Report, _ version: MQTTVersion) {
        switch report {
        case .connected(let sessionPresent):
            state.withLock { $0.connected(at: .now) }
            queue.offer(.connected(version, sessionPresent: sessionPresent))
        case .message(let message):
            queue.offer(.message(message))
        case .oversized(let topic, let bytes):
            queue.offer(.oversized(topic: topic, bytes: bytes))
        case .acknowledged(let packet):
            settle(packet) { id, _ in .acknowledged(id) }
        case .refused(let packet, let reason):
            settle(packet) { .publishRefused($0, topic: $1, reason: reason) }
        case .subscribed(let packet, let granted):
            guard let subscription = state.withLock({ $0.subscribed(packet) }) else { return }
            queue.offer(granted ? .subscribed(subscription) : .subscriptionRefused(subscription))
        }
    }

    /// The broker owes no answer for a message any more.
    /// - Parameter event: made of the message's name and topic.
    private func settle(_ packet: Int32, _ event: (MessageID, String) -> Event) {
        let (message, isDrained) = state.withLock { $0.settled(packet) }
        if let message { queue.offer(event(message.id, message.topic)) }
        if isDrained { drained.open() }
    }
}

extension Duration {
    /// In seconds, as Dispatch counts them.
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
