import Catalog
import FoundationEssentials
import TestSupport
import Testing

@Suite struct RetentionCalendarTests {
    /// The last backup of each day, of those at these wall clocks.
    private func lastOfDays(_ zone: String, _ clocks: [String]) throws -> [String] {
        let zone = try ZoneFile(zone)
        return kept(try clocks.map { backup($0, try zone.date($0)) }, zone.calendar) { $0.keepDaily = clocks.count - 1 }
            .dropOldest(clocks)
    }

    @Test(arguments: [
        // 23 and 25 hours, north and south of the equator, and half an hour in each direction.
        ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"),
        ("America/New_York", "2026-03-08"), ("America/New_York", "2026-11-01"),
        ("Australia/Sydney", "2026-10-04"), ("Australia/Sydney", "2026-04-05"),
        ("Australia/Lord_Howe", "2026-10-04"), ("Australia/Lord_Howe", "2026-04-05"),
        ("Asia/Kolkata", "2026-03-29"), ("America/St_Johns", "2026-11-01"), ("Asia/Kathmandu", "2026-01-01"),
    ])
    func `a day is what the wall clock calls one`(zone: String, day: String) throws {
        let zone = try ZoneFile(zone)
        let before = try zone.date("\(day) 00:00").addingTimeInterval(-60)
        let (first, last) = (try zone.date("\(day) 00:00"), try zone.date("\(day) 23:59"))
        func number(_ date: Date) -> Int64 { zone.calendar.number(of: .day, at: date) }
        #expect(number(first) == number(last))
        #expect(number(before) == number(first) - 1)
        #expect(number(last.addingTimeInterval(60)) == number(first) + 1)
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-03-29", 23), ("Europe/Berlin", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25), ("Australia/Sydney", "2026-10-04", 23),
        ("Asia/Kolkata", "2026-03-29", 24),
    ])
    func `days have 23, 24 and 25 hours`(zone: String, day: String, hours: Int) throws {
        let zone = try ZoneFile(zone)
        let start = try zone.date("\(day) 00:00")
        let number = zone.calendar.number(of: .day, at: start)
        let same = (0..<30).filter {
            zone.calendar.number(of: .day, at: start.addingTimeInterval(TimeInterval($0) * 3_600)) == number
        }
        #expect(same == Array(0..<hours))
    }

    @Test func `backups late in the evening belong to the evening, wherever UTC has got to`() throws {
        // In UTC, each of the first two is on the day after.
        let clocks = ["2026-07-01 03:00", "2026-07-01 23:00", "2026-07-02 22:00", "2026-07-03 01:00"]
        #expect(
            try lastOfDays("America/New_York", clocks) == ["2026-07-01 23:00", "2026-07-02 22:00", "2026-07-03 01:00"])
    }

    @Test(arguments: [
        (RetentionPolicy.Weekday.monday, ["2026-11-15", "2026-11-22", "2026-11-24"]),
        (.sunday, ["2026-11-14", "2026-11-21", "2026-11-24"]),
        (.saturday, ["2026-11-13", "2026-11-20", "2026-11-24"]),
    ])
    func `a week begins on the day that is configured`(start: RetentionPolicy.Weekday, ends: [String]) throws {
        let days = try (7...24).map { day in
            let text = "2026-11-" + (day < 10 ? "0" : "") + "\(day)"
            return backup(text, try .utc("\(text) 12:00"))
        }
        let kept = kept(days) {
            $0.keepWeekly = 3
            $0.weekStart = start
        }
        #expect(kept == ends)
    }

    @Test func `the week around New Year is one, and its year ends in the middle of it`() throws {
        let days = try ["2024-12-30", "2024-12-31", "2025-01-01", "2025-01-05"].map {
            backup($0, try .utc("\($0) 12:00"))
        }
        #expect(kept(days) { $0.keepWeekly = 1 } == ["2025-01-05"])
        #expect(kept(days) { $0.keepYearly = 2 } == ["2024-12-31", "2025-01-05"])
    }

    @Test func `leap days are days, and months end where they end`() throws {
        let days = try ["2024-02-28", "2024-02-29", "2024-03-01", "2100-02-28", "2100-03-01"].map {
            backup($0, try .utc("\($0) 12:00"))
        }
        #expect(kept(days, now: .distantFuture) { $0.keepDaily = 5 } == days.map(\.id))
        let monthly = kept(days, now: .distantFuture) { $0.keepMonthly = 4 }
        #expect(monthly == ["2024-02-29", "2024-03-01", "2100-02-28", "2100-03-01"])
    }

    @Test func `every day from 1600 to 2400 has the month and the year that counting by hand gives`() {
        var (year, month, day) = (1600, 1, 1)
        for number in -135_140..<157_054 {
            let date = Date(timeIntervalSince1970: TimeInterval(number) * 86_400 + 1)
            let isRight =
                RetentionCalendar.utc.number(of: .year, at: date) == Int64(year)
                && RetentionCalendar.utc.number(of: .month, at: date) == Int64(year * 12 + month)
            guard isRight else {
                Issue.record("\(year)-\(month)-\(day)")
                return
            }
            (year, month, day) = Naive.dayAfter(year, month, day)
        }
        #expect((year, month, day) == (2400, 1, 1))
    }

    @Test(arguments: [-Double.infinity, .infinity, .nan, -1e300, 1e300, -0.5, 0])
    func `moments that no clock shows do no harm`(seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        for period in [RetentionCalendar.Period.day, .week(from: .sunday), .month, .year] {
            _ = RetentionCalendar.local.number(of: period, at: date)
        }
        #expect(RetentionCalendar.utc.number(of: .day, at: Date(timeIntervalSince1970: -0.5)) == -1)
    }

    /// The local zone is that of the process, which a test cannot change for itself alone; it can ask the system.
    @Test func `the local day is the one that the system's own date shows`() throws {
        for seconds in stride(from: 1_700_000_000, to: 1_800_000_000, by: 7_777_777) {
            let shown = try Program.run("/bin/date", ["-d", "@\(seconds)", "+%Y %m %d"])
            let parts = String(decoding: shown.output, as: UTF8.self).split(separator: " ").compactMap {
                Int64($0.filter(\.isNumber))
            }
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            #expect(RetentionCalendar.local.number(of: .year, at: date) == parts[0])
            #expect(RetentionCalendar.local.number(of: .month, at: date) == parts[0] * 12 + parts[1])
        }
    }
}

extension [String] {
    /// Without the oldest of all, which stays while a rule has places left.
    fileprivate func dropOldest(_ all: [String]) -> [String] { filter { $0 != all.first } }
}
