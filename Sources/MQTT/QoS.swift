/// Quality of service of a message, MQTT 5 section 4.3.
package enum QoS: UInt8, Sendable {
    case atMostOnce = 0
    case atLeastOnce = 1
    case exactlyOnce = 2
}
