import Catalog
import FoundationEssentials

/// The moments at which backups are to start, as the rules and the wall clock have them. Knows nothing of what became of
/// them.
package struct Schedule: Sendable {
    package let rules: Configuration.Schedule
    let clock: WallClock

    package init(_ rules: Configuration.Schedule, clock: WallClock) {
        self.rules = rules
        self.clock = clock
    }

    /// What the moments hang on, in one line: when it changes, those of the past mean nothing any more.
    package var rule: String {
        let days = RetentionPolicy.Weekday.allCases.filter(rules.weekdays.contains).map(\.rawValue)
        return "\(rules.time) \(rules.everyDays)d \(rules.everyHours)h \(days.joined(separator: ","))"
    }

    /// Whether it counts hours instead of looking at the time of day.
    var isInterval: Bool { rules.everyHours > 0 }

    /// Seconds between two moments at most.
    package var longestGap: TimeInterval {
        guard !isInterval else { return interval + (rules.weekdays.isEmpty ? 0 : Self.day * 7) }
        let days = max(rules.everyDays, 1)
        return TimeInterval(rules.weekdays.isEmpty ? days : days == 1 ? longestPause : days + 6) * Self.day
    }

    /// The first moment after `date`.
    /// - Parameter last: the moment of the last run, from which days are counted; nil when there was none.
    package func next(after date: Date, last: Date?) -> Date {
        guard !isInterval else { return firstAllowed(from: date.addingTimeInterval(interval)) }
        var day = clock.day(of: date) - 1
        if rules.everyDays > 1, let last { day = max(day, clock.day(of: last) + Int64(rules.everyDays)) }
        while true {
            let moment = clock.moment(day: day, rules.time)
            if moment > date, isAllowed(day) { return moment }
            day += 1
        }
    }

    /// Up to so many seconds later a run may start: never so late that it gets near the next.
    var jitter: TimeInterval {
        let most = isInterval ? interval / 2 : Self.day / 2
        return min(TimeInterval(rules.jitter), most)
    }

    private static let day = TimeInterval(WallClock.day)

    private var interval: TimeInterval { TimeInterval(rules.everyHours) * 3600 }

    /// The moment itself, or the beginning of the next day on which runs are allowed.
    private func firstAllowed(from date: Date) -> Date {
        var day = clock.day(of: date)
        guard !isAllowed(day) else { return date }
        repeat { day += 1 } while !isAllowed(day)
        return clock.moment(day: day, TimeOfDay(hour: 0, minute: 0))
    }

    private func isAllowed(_ day: Int64) -> Bool {
        rules.weekdays.isEmpty || rules.weekdays.contains(Self.weekday(of: day))
    }

    private static func weekday(of day: Int64) -> RetentionPolicy.Weekday {
        // 1970-01-01 was a Thursday.
        let index = ((day + 3) % 7 + 7) % 7
        return RetentionPolicy.Weekday.allCases[Int(index)]
    }

    /// Days from one allowed weekday to the next, where they are farthest apart.
    private var longestPause: Int {
        let allowed = (0..<14).filter { isAllowed(Int64($0)) }
        return zip(allowed, allowed.dropFirst()).map { $1 - $0 }.max() ?? 7
    }
}
