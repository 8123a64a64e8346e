/// A topic filter the client asks for.
///
/// On MQTT 5 messages keep their retain flag as published and own messages are not echoed; 3.1.1 knows neither: there a
/// live message never carries the flag, and a retained one is always replayed with it.
package struct Subscription: Sendable, Hashable {
    package var filter: String
    package var qos: QoS
    /// Whether the broker's retained copies are sent on subscribing, marked as retained: default false.
    package var wantsRetained: Bool

    package init(_ filter: String, qos: QoS = .atLeastOnce, wantsRetained: Bool = false) {
        self.filter = filter
        self.qos = qos
        self.wantsRetained = wantsRetained
    }
}
