import FoundationEssentials
import MQTT

/// Remembers whether somebody else claims the agent's names, and how long to stay away for it.
///
/// MQTT 5 can say that another client has taken the session over; 3.1.1 just cuts, as does mosquitto 2.0.11 with either. So
/// a connection that breaks soon after it was made, again and again, is a sign too.
struct NameConflict {
    /// Seconds; a connection that held so long starts the count over.
    private static let shortLife: TimeInterval = 30
    /// Seconds for which a claim is a problem to show.
    static let memory: TimeInterval = 600
    /// Seconds between two looks whether the other one is gone.
    static let standby = 60.0

    private var connectedAt: Date?
    private var shortLives = 0
    private var claimedAt: Date?

    mutating func connected(at now: Date) { connectedAt = now }

    /// Another agent was heard of under the same names.
    /// - Returns: whether that is news.
    mutating func claimed(at now: Date) -> Bool {
        defer { claimedAt = now }
        return !isGoingOn(at: now)
    }

    /// Whether another agent was heard of lately.
    func isGoingOn(at now: Date) -> Bool {
        claimedAt.map { abs(now.timeIntervalSince($0)) < Self.memory } ?? false
    }

    /// Takes note of the end of a connection, or of an attempt.
    /// - Parameter jitter: random, 0..<1.
    /// - Returns: seconds to stay away before looking for a rival; nil when the client may try again by itself.
    mutating func ended(_ error: MQTTError, at now: Date, jitter: Double) -> Double? {
        guard let since = connectedAt else { return nil }
        connectedAt = nil
        let isShort = abs(now.timeIntervalSince(since)) < Self.shortLife
        shortLives = isShort ? shortLives + 1 : 0
        if error == .sessionTakenOver || shortLives > 2 { claimedAt = now }
        if error != .sessionTakenOver, shortLives < 2 { return nil }
        let grown = min(Double(1 << min(shortLives, 6)), Self.standby)
        return max(grown, error == .sessionTakenOver ? 30 : 0) * (1 + jitter / 2)
    }
}
