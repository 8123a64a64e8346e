import FoundationEssentials
import JSON
import MQTT

/// Something that happened, for automations: published once, never retained.
package protocol PublishedEvent: Sendable {
    /// The word that automations compare.
    var type: String { get }
    /// For people.
    var message: String { get }
    /// What this event says beside the keys that each has.
    var details: [String: JSON] { get }
    /// How much it is worth when it comes late.
    var importance: Outbox.Importance { get }

    func topic(in topics: Topics) -> String
}

extension PublishedEvent {
    package var importance: Outbox.Importance { .lasting }

    /// - Parameter id: unique, since QoS 1 may deliver an event twice.
    package func payload(id: String, at date: Date) -> JSON {
        let common: [String: JSON] = [
            "event_type": .string(type), "v": 1, "id": .string(id), "at": .string(date.payloadText),
            "message": .string(message),
        ]
        return .object(common.merging(details) { own, _ in own })
    }
}
