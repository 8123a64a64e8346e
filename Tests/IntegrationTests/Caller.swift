import JSON
import MQTT
import TestSupport

/// Sends commands and sees the answers in the moment they come.
final class Caller: Sendable {
    private let client: MQTTClient

    init(_ port: UInt16) async throws {
        client = MQTTClient(MQTTOptions(host: "127.0.0.1", port: port, clientID: "caller"))
        try client.start()
        for await event in client.events {
            if case .connected = event {
                try client.subscribe([Subscription("drivepipe/response/+"), Subscription("drivepipe/state")])
            }
            if case .subscribed(let subscription) = event, subscription.filter == "drivepipe/state" { break }
        }
    }

    func stop() async {
        await client.stop()
    }

    /// - Returns: the time until the first answer with the payload's id.
    func call(_ verb: String, _ payload: JSON) async throws -> Duration {
        let id = payload["id"]?.string ?? ""
        return try await ContinuousClock().measure {
            try await call(verb, payload) { message in
                message.topic == "drivepipe/response/\(verb)" && message.json?["id"] == .string(id)
            }
        }
    }

    func call(_ verb: String, _ payload: JSON, until isAnswer: (MQTTMessage) -> Bool) async throws {
        try client.publish(MQTTMessage(topic: "drivepipe/command/\(verb)", payload: payload.text))
        for await case .message(let message) in client.events where isAnswer(message) { return }
        throw TestFailure("no answer to \(verb)")
    }
}

extension MQTTMessage {
    var json: JSON? { try? JSON(parsing: payload) }

    func says(_ status: String) -> Bool { json?["status"] == .string(status) }
}
