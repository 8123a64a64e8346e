import FoundationEssentials

/// How many lines of the log may be published: a burst of some, then two a second.
package struct LogRateLimit: Sendable {
    private static let burst = 20.0
    private static let perSecond = 2.0

    private var left = Self.burst
    private var refilledAt = Date.distantPast
    private var leftOut = 0

    package init() {}

    /// - Returns: nil when the line is left out; else how many were before it.
    package mutating func admit(at now: Date) -> Int? {
        // A clock that was set back must not silence the log.
        left = min(Self.burst, left + abs(now.timeIntervalSince(refilledAt)) * Self.perSecond)
        refilledAt = now
        guard left >= 1 else {
            leftOut += 1
            return nil
        }
        left -= 1
        defer { leftOut = 0 }
        return leftOut
    }
}
