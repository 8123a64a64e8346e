import Dispatch
import Synchronization

/// A connection to an MQTT broker that keeps itself up.
///
/// MQTT 5 first, 3.1.1 where the broker asks for it. What happens arrives as one stream of events for one consumer.
/// Nothing is queued for a broker that is away: after every `connected` subscribe and publish again. A started client
/// must be stopped, else its thread keeps it alive.
package final class MQTTClient: Sendable {
    /// For one consumer. Ends after `stop`, or when the consuming task is cancelled.
    package let events: AsyncStream<Event>

    let options: MQTTOptions
    let queue: EventQueue
    let state: Mutex<ConnectionState>
    let drained = Gate()
    let ended = Gate()
    let wake = DispatchSemaphore(value: 0)

    package init(_ options: MQTTOptions) {
        self.options = options
        state = Mutex(ConnectionState(options))
        let queue = EventQueue(limit: options.maximumBacklog, patience: options.patience)
        self.queue = queue
        events = AsyncStream { await queue.next() }
    }

    /// Connects, and reconnects until `stop`. A client runs once: later calls do nothing.
    /// - Throws: `MQTTError.library` when the system has no thread left.
    package func start() throws(MQTTError) {
        guard state.withLock({ $0.start() }) else { return }
        try LoopThread.start { self.run() }
    }

    /// Asks for topics; a `subscribed` or `subscriptionRefused` event answers for each.
    /// - Throws: `notConnected`, `invalidTopic`.
    package func subscribe(_ subscriptions: [Subscription]) throws(MQTTError) {
        try state.withLock { state throws(MQTTError) in
            for subscription in subscriptions { try state.subscribe(subscription) }
        }
    }

    /// Hands a message to the connection, without waiting for the broker.
    /// - Returns: the name under which the `acknowledged` event comes; QoS 0 is never acknowledged.
    /// - Throws: `notConnected`, `invalidTopic`, `messageTooLarge`.
    @discardableResult
    package func publish(_ message: MQTTMessage) throws(MQTTError) -> MessageID {
        try state.withLock { state throws(MQTTError) in try state.publish(message) }
    }

    /// Waits until the broker has acknowledged all that was published, says goodbye (so that no will is sent), and ends
    /// the stream of events. Publish `offline` before.
    /// - Parameter limit: for the acknowledgements. A connection that hangs is then left behind after another second.
    package func stop(within limit: Duration = .seconds(5)) async {
        // The acknowledgements come behind whatever waits to be taken out.
        queue.hurry()
        if state.withLock({ $0.drain() }) { drained.open() }
        await drained.wait(atMost: limit)
        if let session = state.withLock({ $0.stop() }) {
            session?.disconnect()
            wake.signal()
            await ended.wait(atMost: .seconds(1))
        }
        queue.finish()
    }
}
