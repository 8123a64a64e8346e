import MQTT

/// A client at the broker, and the task that carries its events to where they are handled.
struct Link: Sendable {
    let client: MQTTClient
    private let events: Task<Void, Never>

    /// Starts to connect.
    /// - Throws: `MQTTError.library` when the system has no thread left.
    init(_ options: MQTTOptions, _ take: @escaping @Sendable (MQTTClient.Event) -> Void) throws(MQTTError) {
        let client = MQTTClient(options)
        self.client = client
        try client.start()
        events = Task {
            for await event in client.events { take(event) }
        }
    }

    /// Says goodbye. No event comes afterwards.
    /// - Parameter limit: for what is not acknowledged yet.
    func stop(within limit: Duration = .seconds(5)) async {
        await client.stop(within: limit)
        await events.value
    }
}
