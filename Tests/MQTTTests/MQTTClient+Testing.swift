import MQTT
import TestSupport
import Testing

extension MQTTClient {
    /// The next event that fits; others before it are skipped.
    func event(_ fits: @Sendable (Event) -> Bool) async throws -> Event {
        try #require(await events.first { fits($0) })
    }

    /// Waits until the broker accepts.
    @discardableResult
    func connected() async throws -> Event {
        try await event { if case .connected = $0 { true } else { false } }
    }

    /// Waits for the end of a connection or attempt.
    func disconnected() async throws -> MQTTError {
        for await case .disconnected(let error) in events { return error }
        throw TestFailure("the events ended")
    }

    func message() async throws -> MQTTMessage {
        for await case .message(let message) in events { return message }
        throw TestFailure("the events ended")
    }

    /// Subscribes and waits until the broker knows.
    func subscribed(_ subscription: Subscription) async throws {
        try subscribe([subscription])
        _ = try await event { $0 == .subscribed(subscription) }
    }

    /// A started client, connected.
    static func connected(
        _ port: UInt16, id: String = "agent", _ change: (inout MQTTOptions) -> Void = { _ in }
    ) async throws -> MQTTClient {
        let client = try started(port, id: id, change)
        try await client.connected()
        return client
    }

    static func started(
        _ port: UInt16, id: String = "agent", _ change: (inout MQTTOptions) -> Void = { _ in }
    ) throws -> MQTTClient {
        var options = MQTTOptions(host: "127.0.0.1", port: port, clientID: id)
        change(&options)
        let client = MQTTClient(options)
        try client.start()
        return client
    }
}
