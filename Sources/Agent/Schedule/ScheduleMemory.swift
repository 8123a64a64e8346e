import FoundationEssentials

/// What the schedule remembers over a restart, so that none loses a run and none makes two of one.
package struct ScheduleMemory: Sendable, Equatable, Codable {
    /// The rule that the moments below belong to; nil while the schedule is off.
    package internal(set) var rule: String?
    /// Since when that rule holds: nothing before is its business.
    package internal(set) var since: Date?
    /// The regular moment that was taken last, by a run or by letting it go.
    package internal(set) var last: Date?
    /// The regular moment whose run waits, for the end of a blackout or of another job.
    package internal(set) var waiting: Date?
    /// The moment of which was told that it cannot be served.
    package internal(set) var told: Date?
    /// The part of the jitter, 0 to 1, by which the next run starts later.
    package internal(set) var share = 0.0
    /// When a run that failed is tried again.
    package internal(set) var retryAt: Date?
    package internal(set) var retries = 0
    /// A run has begun and was not seen to end.
    package internal(set) var isUnderWay = false
    /// When the end of the agent cut it off; nil when that is not known.
    package internal(set) var cutOffAt: Date?

    package init() {}
}
