extension Mosquitto {
    /// What the broker did.
    enum Report: Sendable {
        case connected(sessionPresent: Bool)
        case message(MQTTMessage)
        /// A message was dropped for its size.
        case oversized(topic: String, bytes: Int)
        /// The packet has the identifier that `publish` returned.
        case acknowledged(packet: Int32)
        /// The same, but the broker passes the message on to nobody; the reason code is of MQTT 5 section 3.4.2.1.
        case refused(packet: Int32, reason: UInt8)
        /// The packet has the identifier that `subscribe` returned.
        case subscribed(packet: Int32, granted: Bool)
    }
}
