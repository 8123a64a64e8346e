import Catalog
import FoundationEssentials

/// Whether the newest good backup is too old: verified uploads count, and nothing else.
package struct Staleness: Sendable {
    /// Until so many seconds after the start, Drive may still be looked at for the first time.
    static let firstLook: TimeInterval = 600

    /// Since when there has been an agent at all: the first backup gets as much time as each later one.
    package var firstStartedAt: Date?
    /// What Drive has shown last, and when.
    private var seen: (newestGood: Date?, at: Date)?

    package init(firstStartedAt: Date? = nil) {
        self.firstStartedAt = firstStartedAt
    }

    package mutating func saw(_ catalog: Catalog, at date: Date) {
        seen = (catalog.newestGood?.date, date)
    }

    /// When the newest good backup was made, as far as is known. What Drive has shown since the last one counts more than
    /// what is remembered: somebody may have deleted it.
    package func lastGoodAt(remembered: Date?) -> Date? {
        guard let seen else { return remembered }
        return (remembered ?? .distantPast) > seen.at ? remembered : seen.newestGood
    }

    /// - Parameters:
    ///   - remembered: the end of the last backup that succeeded here.
    ///   - limit: seconds; nil: no backup is too old.
    ///   - startedAt: of this life of the agent.
    package func isStale(remembered: Date?, limit: TimeInterval?, startedAt: Date, now: Date) -> Bool {
        if seen == nil, now.timeIntervalSince(startedAt) < Self.firstLook { return false }
        guard now >= Scheduler.earliest, let date = staleAt(remembered: remembered, limit: limit) else { return false }
        return now > date
    }

    /// When the newest good backup becomes, or became, too old; nil: never. Whoever knows this date knows that there is no
    /// recent backup even while the agent is away.
    /// - Parameter limit: seconds; nil: no backup is too old.
    package func staleAt(remembered: Date?, limit: TimeInterval?) -> Date? {
        guard let limit, let since = lastGoodAt(remembered: remembered) ?? firstStartedAt else { return nil }
        return since.addingTimeInterval(limit)
    }

    /// Seconds after which a backup is too old; nil for never. By itself: one turn of the schedule and half a day, or, when
    /// something else starts the backups, two days.
    package static func limit(_ schedule: Schedule) -> TimeInterval? {
        switch schedule.rules.staleAfter {
        case .never: return nil
        case .seconds(let seconds): return TimeInterval(seconds)
        case .automatic:
            guard schedule.rules.enabled else { return 48 * 3600 }
            return schedule.longestGap + min(schedule.longestGap, 12 * 3600) + schedule.jitter
        }
    }
}
