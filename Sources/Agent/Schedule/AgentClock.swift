import FoundationEssentials

/// What time it is for the schedule, the jobs and the commands, and how often the schedule is looked at.
package struct AgentClock: Sendable {
    package var now: @Sendable () -> Date = { Date() }
    package var wall = WallClock.local
    /// Seconds between two looks at most.
    package var longestPause = 60.0

    package init() {}
}
