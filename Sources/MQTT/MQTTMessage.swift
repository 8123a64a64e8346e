/// An application message, as it is published or as it arrived.
///
/// The fields after `retained` are MQTT 5 properties: nil on 3.1.1, and left out when publishing there.
package struct MQTTMessage: Sendable, Equatable {
    package var topic: String
    package var payload: [UInt8]
    package var qos: QoS
    package var retained: Bool
    /// Where the sender wants a reply.
    package var responseTopic: String?
    /// What the sender wants repeated in the reply; at most 65,535 bytes.
    package var correlationData: [UInt8]?
    /// MIME type of the payload.
    package var contentType: String?
    /// Seconds the broker keeps the message for absent receivers.
    package var expiry: UInt32?

    package init(
        topic: String, payload: [UInt8], qos: QoS = .atLeastOnce, retained: Bool = false,
        responseTopic: String? = nil, correlationData: [UInt8]? = nil, contentType: String? = nil, expiry: UInt32? = nil
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retained = retained
        self.responseTopic = responseTopic
        self.correlationData = correlationData
        self.contentType = contentType
        self.expiry = expiry
    }

    /// A message whose payload is UTF-8 text.
    package init(topic: String, text: String, qos: QoS = .atLeastOnce, retained: Bool = false) {
        self.init(topic: topic, payload: Array(text.utf8), qos: qos, retained: retained)
    }

    /// The payload as text; bytes that are not UTF-8 become replacement characters.
    package var text: String { String(decoding: payload, as: UTF8.self) }
}
