import Agent
import FoundationEssentials
import Synchronization

/// A clock in UTC that runs as all do and can be set by a test; agents look at it many times a second.
final class MovableClock: Sendable {
    private let ahead: Mutex<TimeInterval>

    /// - Parameter text: what it shows at first, `2026-11-23 03:00`.
    init(_ text: String) throws {
        ahead = Mutex(try Date(text.replacing(" ", with: "T") + ":00Z", strategy: .iso8601).timeIntervalSinceNow)
    }

    func set(_ text: String) throws {
        let date = try Date(text.replacing(" ", with: "T") + ":00Z", strategy: .iso8601)
        ahead.withLock { $0 = date.timeIntervalSinceNow }
    }

    var agentClock: AgentClock {
        var clock = AgentClock()
        clock.now = { [self] in Date(timeIntervalSinceNow: ahead.withLock { $0 }) }
        clock.wall = .utc
        clock.longestPause = 0.05
        return clock
    }
}
