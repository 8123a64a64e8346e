/// Names one published message until it is acknowledged.
///
/// Packet identifiers start again with every connection, so the connection's number is part of the name: a late
/// acknowledgement cannot be taken for that of a newer message.
package struct MessageID: Sendable, Hashable {
    let connection: UInt64
    let packet: Int32

    package init(connection: UInt64, packet: Int32) {
        self.connection = connection
        self.packet = packet
    }
}
