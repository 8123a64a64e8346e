import FoundationEssentials
import Glibc

/// What day, week, month and year a moment belongs to, on the wall clock of a time zone.
///
/// A day is what the wall clock calls one, so that it lasts 23 or 25 hours when the clock is changed. Weeks are not
/// numbered within years: the one around New Year is one week.
package struct RetentionCalendar: Sendable {
    /// A stretch of time of which a rule keeps one backup.
    package enum Period: Sendable, Hashable {
        case day
        case week(from: RetentionPolicy.Weekday)
        case month
        case year
    }

    /// The machine's time zone, as `TZ` or `/etc/localtime` have it.
    package static let local = RetentionCalendar { seconds in
        var time = time_t(seconds)
        var parts = tm()
        return localtime_r(&time, &parts) == nil ? 0 : Int64(parts.tm_gmtoff)
    }

    package static let utc = RetentionCalendar { _ in 0 }

    /// By how many seconds the wall clock is ahead of UTC, so many seconds after 1970 began.
    package let secondsEast: @Sendable (Int64) -> Int64

    /// - Parameter secondsEast: by how many seconds the wall clock was ahead of UTC, so many seconds after 1970 began.
    package init(secondsEast: @escaping @Sendable (Int64) -> Int64) {
        self.secondsEast = secondsEast
    }

    /// The number of the period that a moment lies in: the same for all moments in it, greater for later periods.
    package func number(of period: Period, at date: Date) -> Int64 {
        let seconds = Self.seconds(date)
        let day = CivilDay(number: floorDivision(seconds + secondsEast(seconds), 86_400))
        return switch period {
        case .day: day.number
        case .week(let start): day.weekNumber(from: start)
        case .month: day.year * 12 + day.month
        case .year: day.year
        }
    }

    /// Whole seconds since 1970 began; moments that no clock shows are moved to the end of time.
    private static func seconds(_ date: Date) -> Int64 {
        let farthest = 1e12
        let seconds = date.timeIntervalSince1970.rounded(.down)
        return seconds.isNaN ? 0 : Int64(min(max(seconds, -farthest), farthest))
    }
}
