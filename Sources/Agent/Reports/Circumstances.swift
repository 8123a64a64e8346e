import FoundationEssentials

/// What the state tells beside the jobs: the facts from which the status word and the problems come.
package struct Circumstances: Sendable, Equatable {
    /// What is wrong with the room for backups.
    package var spaceProblems: [SpaceProblem] = []
    /// Whether somebody has to sign in; nil when that is not known.
    package var isSignedOut: Bool?
    /// Backups are still there that the rules let go.
    package var isRetentionBehind = false
    package var isStale = false
    /// When the newest good backup becomes too old, or did; nil: never.
    package var staleAt: Date?
    package var isClockUnset = false
    /// Something that the user wrote was not understood.
    package var isMisconfigured = false
    /// Another agent of the same name is alive.
    package var hasRival = false
    /// A backup is due and waits.
    package var isWaiting = false
    package var nextRunAt: Date?

    package init() {}
}
