/// Why a connection ended or a message was not taken.
package enum MQTTError: Error, Sendable, Hashable {
    /// No connection at the moment; nothing was queued.
    case notConnected
    /// Nobody answers at the address: the name is unknown, or the connection is refused.
    case unreachable(String)
    /// The connection was cut, or the broker fell silent.
    case connectionLost
    /// The broker does not speak the offered protocol version.
    case unsupportedProtocol
    /// User name or password are wrong, or the user may not connect.
    case notAuthorized
    /// The broker does not accept the client id.
    case clientIDRejected
    /// Another client connected with our client id.
    case sessionTakenOver
    /// The broker is busy or shutting down.
    case brokerUnavailable
    /// The encrypted connection could not be made; the text is OpenSSL's.
    case tls(String)
    /// The broker gave another reason code, MQTT 5 section 2.4.
    case refused(UInt8)
    /// Empty, too long, or with a wildcard or control character where none may be.
    case invalidTopic
    /// Larger than MQTT or this broker allows.
    case messageTooLarge
    /// The options cannot be used; the text names which.
    case invalidOptions(String)
    /// Anything else libmosquitto says.
    case library(String)
}

extension MQTTError: CustomStringConvertible {
    /// Stable name for programs.
    package var code: String {
        switch self {
        case .notConnected: "mqtt_not_connected"
        case .unreachable: "mqtt_unreachable"
        case .connectionLost: "mqtt_connection_lost"
        case .unsupportedProtocol: "mqtt_unsupported_protocol"
        case .notAuthorized: "mqtt_not_authorized"
        case .clientIDRejected: "mqtt_client_id_rejected"
        case .sessionTakenOver: "mqtt_session_taken_over"
        case .brokerUnavailable: "mqtt_broker_unavailable"
        case .tls: "mqtt_tls"
        case .refused: "mqtt_refused"
        case .invalidTopic: "mqtt_invalid_topic"
        case .messageTooLarge: "mqtt_message_too_large"
        case .invalidOptions: "mqtt_invalid_options"
        case .library: "mqtt_library"
        }
    }

    package var description: String {
        switch self {
        case .notConnected: "There is no connection to the MQTT broker."
        case .unreachable(let reason): "The MQTT broker cannot be reached: \(reason)."
        case .connectionLost: "The connection to the MQTT broker was lost."
        case .unsupportedProtocol: "The MQTT broker does not speak this protocol version."
        case .notAuthorized: "The MQTT broker refuses the user name or the password."
        case .clientIDRejected: "The MQTT broker refuses the client id."
        case .sessionTakenOver: "Another client connected to the MQTT broker with the same client id."
        case .brokerUnavailable: "The MQTT broker is busy or shutting down."
        case .tls(let reason): "The encrypted connection to the MQTT broker failed: \(reason)."
        case .refused(0x9A): "The MQTT broker keeps no retained messages, without which Home Assistant sees nothing."
        case .refused(0x9B): "The MQTT broker takes no messages of quality of service 1."
        case .refused(let reason): "The MQTT broker refused with reason code \(reason)."
        case .invalidTopic: "The MQTT topic is not valid."
        case .messageTooLarge: "The MQTT message is larger than the broker allows."
        case .invalidOptions(let what): "The MQTT settings cannot be used: \(what)."
        case .library(let reason): "The MQTT library reports: \(reason)."
        }
    }

    /// What the user can do next.
    package var hint: String {
        switch self {
        case .notConnected, .connectionLost, .brokerUnavailable: "Nothing: it is tried again by itself."
        case .unreachable: "Check host and port, and that the broker is running."
        case .unsupportedProtocol: "Update the broker; MQTT 3.1.1 or 5 is needed."
        case .notAuthorized: "Check user name and password, and the broker's access list."
        case .clientIDRejected, .sessionTakenOver: "Give every agent a node name of its own."
        case .tls: "Check the port, the certificate authority and the host name in the certificate."
        case .refused(0x9A): "Allow retained messages in the broker's settings (mosquitto: retain_available)."
        case .refused(0x9B): "Allow it in the broker's settings (mosquitto: max_qos)."
        case .refused: "Look into the broker's log."
        case .invalidTopic: "Check base topic, node and discovery prefix."
        case .messageTooLarge: "Raise the broker's packet limit."
        case .invalidOptions: "Correct the settings."
        case .library: "Look into the log, and report it if it comes back."
        }
    }

    /// Whether only a person can mend it, so that asking again soon is of no use.
    package var needsAttention: Bool {
        switch self {
        case .notAuthorized, .clientIDRejected, .sessionTakenOver, .tls, .invalidOptions: true
        case .refused(0x9A), .refused(0x9B): true
        default: false
        }
    }
}
