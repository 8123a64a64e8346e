import FoundationEssentials

/// The time of America/Los_Angeles, by which Google counts days: UTC-8, and UTC-7 from the second Sunday of March to the
/// first Sunday of November, 2 o'clock each (Energy Policy Act of 2005). By the rule, since a container may have no table
/// of time zones.
package enum PacificTime {
    private static let hour: Int64 = 3600
    private static let day: Int64 = 24 * hour

    /// The next beginning of a day there.
    package static func nextMidnight(after date: Date) -> Date {
        // Dates that fit no calendar are nobody's business hours.
        let now = Int64(min(max(date.timeIntervalSince1970, 0), 1e11))
        let local = now - offset(at: now)
        let midnight = local - local % day + day
        // The clock may have changed by then; it never does between eleven and one.
        return Date(timeIntervalSince1970: TimeInterval(midnight + offset(at: midnight + 7 * hour)))
    }

    /// Seconds behind UTC.
    static func offset(at moment: Int64) -> Int64 {
        let year = CivilDay(daysSince1970: (moment - 8 * hour) / day).year
        let summer = (CivilDay.sunday(2, month: 3, year: year) * day + 10 * hour)
        let winter = (CivilDay.sunday(1, month: 11, year: year) * day + 9 * hour)
        return (summer..<winter).contains(moment) ? 7 * hour : 8 * hour
    }
}

/// Days of the Gregorian calendar after 1970.
private struct CivilDay {
    let year: Int64

    init(daysSince1970 days: Int64) {
        var year = 1970 + days / 366
        while Self.start(of: year + 1) <= days { year += 1 }
        self.year = year
    }

    /// The day, counted from 1970, of a month's first, second, ... Sunday.
    static func sunday(_ number: Int64, month: Int, year: Int64) -> Int64 {
        let isLeap = start(of: year + 1) - start(of: year) == 366
        let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] + (month > 2 && isLeap ? 1 : 0)
        let first = start(of: year) + Int64(before)
        // 1 January 1970 was a Thursday.
        return first + (10 - first % 7) % 7 + (number - 1) * 7
    }

    /// The first day of a year.
    private static func start(of year: Int64) -> Int64 {
        let past = year - 1
        return 365 * (year - 1970) + (past / 4 - 492) - (past / 100 - 19) + (past / 400 - 4)
    }
}
