import MQTT

/// A client at the broker, and the task that carries its events to where they are handled.
///
/// One message at a time: the others wait in the client, whose memory for them is bounded.
struct Link: Sendable {
    let client: MQTTClient
    private let events: Task<Void, Never>
    private let turns: AsyncStream<Void>.Continuation

    /// Starts to connect.
    /// - Parameter take: called for each event; after a message not again before `handled()`.
    /// - Throws: `MQTTError.library` when the system has no thread left.
    init(_ options: MQTTOptions, _ take: @escaping @Sendable (MQTTClient.Event) -> Void) throws(MQTTError) {
        let client = MQTTClient(options)
        self.client = client
        try client.start()
        let (stream, turns) = AsyncStream<Void>.makeStream()
        self.turns = turns
        events = Task {
            var turn = stream.makeAsyncIterator()
            for await event in client.events {
                take(event)
                if case .message = event { await turn.next() }
            }
        }
    }

    /// The message that was taken is done with.
    func handled() {
        turns.yield()
    }

    /// Says goodbye. No event comes afterwards.
    /// - Parameter limit: for what is not acknowledged yet.
    func stop(within limit: Duration = .seconds(5)) async {
        // Whoever stops it has no time for single messages.
        turns.finish()
        await client.stop(within: limit)
        await events.value
    }
}
