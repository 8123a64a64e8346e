extension MQTTClient {
    /// What happens on the connection, in order.
    package enum Event: Sendable, Equatable {
        /// The broker accepted us. Subscribe and publish everything again: `sessionPresent` says only that the broker
        /// remembered the subscriptions.
        case connected(MQTTVersion, sessionPresent: Bool)
        /// The connection ended or could not be made; it is tried again. Messages that were not acknowledged before
        /// this are forgotten.
        case disconnected(MQTTError)
        case message(MQTTMessage)
        /// The broker took over a message of QoS 1 or 2.
        case acknowledged(MessageID)
        /// The broker has let a message of QoS 1 or 2 fall, and will let it fall again. Only MQTT 5 says so.
        case publishRefused(MessageID, topic: String, reason: UInt8)
        case subscribed(Subscription)
        /// The broker does not let us read this filter.
        case subscriptionRefused(Subscription)
        /// A message was dropped because its payload exceeds `MQTTOptions.maximumPayload`.
        case oversized(topic: String, bytes: Int)
        /// So many messages were dropped because the consumer was behind by `MQTTOptions.maximumBacklog` for longer than
        /// `MQTTOptions.patience`.
        case overflow(lost: Int)
    }
}
