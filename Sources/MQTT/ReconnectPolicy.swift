/// Decides which protocol version to try and how long to wait before it.
///
/// Pauses double from 1 s and stay below 60 s; after a fault that only a person can mend they start at half a minute.
/// They start over once a connection has held for a minute: two clients that throw each other out must not do so every second.
struct ReconnectPolicy {
    private(set) var version = MQTTVersion.v5
    private var refusesV5 = false
    private var failures = 0
    private let refusalPause: Double

    private static let longest = 40.0
    private static let steady = Duration.seconds(60)

    /// - Parameter refusalPause: seconds; at least so long after a fault that only a person can mend.
    init(refusalPause: Double = 30) {
        self.refusalPause = refusalPause
    }

    /// Takes note of an ended connection or attempt.
    /// - Parameters:
    ///   - uptime: how long the connection lasted; nil when the broker never accepted it.
    ///   - jitter: random, 0..<1; keeps a house full of clients from returning in the same instant.
    /// - Returns: the pause before the next attempt.
    mutating func ended(_ error: MQTTError, after uptime: Duration?, jitter: Double) -> Duration {
        if error == .unsupportedProtocol, version == .v5 {
            refusesV5 = true
            version = .v311
            return .zero
        }
        chooseVersion(error, accepted: uptime != nil)
        if let uptime, uptime >= Self.steady { failures = 0 }
        defer { failures += 1 }
        return pause(error, jitter)
    }

    /// Some old brokers just hang up on an unknown version, as do restarting ones: so the two take turns until one is
    /// accepted, and a new connection begins with 5 again.
    private mutating func chooseVersion(_ error: MQTTError, accepted: Bool) {
        guard !refusesV5 else { return }
        if accepted {
            version = .v5
        } else if error == .connectionLost {
            version = version == .v5 ? .v311 : .v5
        }
    }

    private func pause(_ error: MQTTError, _ jitter: Double) -> Duration {
        let doubled = Double(1 << min(failures, 10))
        let base = min(max(doubled, error.needsAttention ? refusalPause : 1), Self.longest)
        return .seconds(base * (1 + jitter / 2))
    }
}
