import Catalog
import FoundationEssentials

/// Whether the newest good backup of Home Assistant is too old: verified uploads count, and nothing else.
package struct Staleness: Sendable {
    /// Until so many seconds after the start, the destination may still be looked at for the first time.
    static let firstLook: TimeInterval = 600
    /// Seconds by which clocks may be apart.
    private static let tolerance: TimeInterval = 86_400

    /// Since when there has been an agent at all: the first backup gets as much time as each later one.
    package var firstStartedAt: Date?
    /// What the destination has shown last, and when.
    private var seen: (newestGood: Date?, at: Date)?

    package init(firstStartedAt: Date? = nil) {
        self.firstStartedAt = firstStartedAt
    }

    /// Not when it was on a day to come.
    func knowsFirstStart(at now: Date) -> Bool { believable(firstStartedAt, now) != nil }

    package mutating func saw(_ catalog: Catalog, at date: Date) {
        let latest = date.addingTimeInterval(Self.tolerance)
        seen = (catalog.house.first { $0.trust == .verified && $0.date <= latest }?.date, date)
    }

    /// When the newest good backup was made, as far as is known. What the destination has shown since the last one counts
    /// more than what is remembered: somebody may have deleted it.
    package func lastGoodAt(remembered: Date?, now: Date) -> Date? {
        let remembered = believable(remembered, now)
        guard let seen, seen.at <= now.addingTimeInterval(Self.tolerance) else { return remembered }
        return (remembered ?? .distantPast) > seen.at ? remembered : seen.newestGood
    }

    /// - Parameters:
    ///   - remembered: the end of the last backup that succeeded here.
    ///   - limit: seconds; nil: no backup is too old.
    ///   - startedAt: of this life of the agent.
    package func isStale(remembered: Date?, limit: TimeInterval?, startedAt: Date, now: Date) -> Bool {
        if seen == nil, now.timeIntervalSince(startedAt) < Self.firstLook { return false }
        guard now >= Scheduler.earliest, let date = staleAt(remembered: remembered, limit: limit, now: now)
        else { return false }
        return now > date
    }

    /// When the newest good backup becomes, or became, too old; nil: never. Whoever knows this date knows that there is no
    /// recent backup even while the agent is away.
    /// - Parameter limit: seconds; nil: no backup is too old.
    package func staleAt(remembered: Date?, limit: TimeInterval?, now: Date) -> Date? {
        let first = believable(firstStartedAt, now)
        guard let limit, let since = lastGoodAt(remembered: remembered, now: now) ?? first else { return nil }
        return since.addingTimeInterval(limit)
    }

    /// Nil for what a clock said that was days ahead: it would be young for years.
    private func believable(_ date: Date?, _ now: Date) -> Date? {
        date.flatMap { $0 <= now.addingTimeInterval(Self.tolerance) ? $0 : nil }
    }

    /// Seconds after which a backup is too old; nil for never. By itself: one turn of the schedule, its
    /// jitter and as much as a turn again, half a day at most; or, when something else starts the backups, two days.
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
