/// The protocol spoken on a connection; the raw value is the protocol level byte of its CONNECT packet.
package enum MQTTVersion: UInt8, Sendable {
    case v311 = 4
    case v5 = 5
}
