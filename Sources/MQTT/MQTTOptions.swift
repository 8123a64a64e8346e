/// How to reach a broker and how to behave there.
package struct MQTTOptions: Sendable {
    package var host: String
    package var port: UInt16
    package var username: String?
    package var password: String?
    /// Must be unique at the broker: of two clients with one id each throws the other out.
    package var clientID: String
    /// Seconds between signs of life; libmosquitto takes no less than 5.
    package var keepAlive: UInt16
    /// Published by the broker when the connection is lost without a goodbye.
    package var will: MQTTMessage?
    /// Seconds the broker waits with the will, so that a short cut is not seen (MQTT 5).
    package var willDelay: UInt32
    /// Seconds the broker keeps the session after a cut (MQTT 5); must exceed `willDelay`, as its end sends the will.
    package var sessionExpiry: UInt32
    /// Seconds before the next attempt after a fault that only a person can mend, such as a wrong password: the broker's owner
    /// would lock out who asks more often.
    package var refusalPause: Double
    /// Largest payload taken in, bytes. A larger one is dropped and reported as `Event.oversized`.
    package var maximumPayload: Int
    /// Messages that wait for the consumer of `events`; with more the connection is left unread.
    package var maximumBacklog: Int
    /// Seconds for which the consumer may leave it unread; then messages are dropped and reported as `Event.overflow`. Much
    /// less than `keepAlive`: meanwhile nothing is sent either.
    package var patience: Double
    /// Published messages that wait for a broker that acknowledges none for `patience`; with more the connection is given up
    /// and made anew.
    package var maximumUnacknowledged: Int
    package var tls: TLS?

    package init(host: String, port: UInt16 = 1883, clientID: String) {
        self.host = host
        self.port = port
        self.clientID = clientID
        keepAlive = 60
        willDelay = 10
        sessionExpiry = 60
        refusalPause = 30
        maximumPayload = 64 << 10
        maximumBacklog = 128
        patience = 10
        maximumUnacknowledged = .max
    }

    /// Encrypted connection; every file is PEM.
    package struct TLS: Sendable {
        /// Certificates to trust instead of the system's.
        package var authorityFile: String?
        package var certificateFile: String?
        package var keyFile: String?
        /// Accept a certificate made out to another host name.
        package var acceptsAnyHost: Bool
        /// Accept a certificate that nobody known has signed: then anybody can play the broker.
        package var acceptsAnyAuthority: Bool

        package init(
            authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil,
            acceptsAnyHost: Bool = false, acceptsAnyAuthority: Bool = false
        ) {
            self.authorityFile = authorityFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.acceptsAnyHost = acceptsAnyHost
            self.acceptsAnyAuthority = acceptsAnyAuthority
        }

        /// Debian's bundle: libmosquitto 2.0.11 loses its own notion of the system's certificates on reconnecting.
        static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"
    }
}

extension MQTTOptions {
    /// Bytes of the largest packet that the broker shall send (MQTT 5). A message some times too large is reported; what is
    /// beyond that the broker keeps to itself, as the library would take a whole packet into memory before it asks.
    var maximumPacket: UInt32 {
        UInt32(clamping: max(4 << 20, maximumPayload.multipliedReportingOverflow(by: 2).partialValue))
    }
}

extension MQTTOptions: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Everything but the password.
    package var description: String {
        "\(tls == nil ? "mqtt" : "mqtts")://\(username.map { "\($0)@" } ?? "")\(host):\(port) as \(clientID)"
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["broker": description]) }
}
