extension Mosquitto {
    /// What the broker did.
    enum Report: Sendable {
        case connected(sessionPresent: Bool)
        case message(MQTTMessage)
        /// A message was dropped for its size.
        case oversized(topic: String, bytes: Int)
        /// The packet has the identifier that `publish` returned.
        case acknowledged(packet: Int32)
        /// The packet has the identifier that `subscribe` returned.
        case subscribed(packet: Int32, granted: Bool)
    }
}
