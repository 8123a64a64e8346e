import FoundationEssentials

/// What time it is for the schedule, and how often it looks.
package struct AgentClock: Sendable {
    package var now: @Sendable () -> Date = { Date() }
    package var wall = WallClock.local
    /// Seconds between two looks at most.
    package var longestPause = 60.0

    package init() {}
}
