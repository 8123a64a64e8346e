import Catalog
import FoundationEssentials
import TestSupport
import Testing

/// The examples in the manuals of restic and borg: the dates that they put in, and those that come out.
@Suite struct DocumentedExamplesTests {
    /// `060_forget.rst` of restic 0.18: every weekday but one Wednesday, and a second one on Fridays.
    private static let weekdays = [
        "2025-04-21 11:00", "2025-04-22 11:00", "2025-04-23 11:00", "2025-04-24 11:00", "2025-04-25 11:00",
        "2025-04-25 23:00", "2025-04-28 11:00", "2025-04-29 11:00", "2025-05-01 11:00", "2025-05-02 11:00",
        "2025-05-02 23:00",
    ]

    @Test func `restic's five daily ones are the last of five days that have one`() throws {
        let entries = try Self.weekdays.map { backup($0, try .utc($0)) }
        #expect(
            kept(entries) { $0.keepDaily = 5 } == [
                "2025-04-25 23:00", "2025-04-28 11:00", "2025-04-29 11:00", "2025-05-01 11:00", "2025-05-02 23:00",
            ])
    }

    @Test func `restic's century of daily backups keeps the ends of days, weeks, months and years`() throws {
        // The manual counts 7 daily, 4 weekly beside them and 11 monthly, of a Sunday; of the yearly ones, this year's is
        // among the daily and last year's among the monthly.
        let last = Int64(try Date.utc("2025-08-24 12:00").timeIntervalSince1970) / 86_400
        let entries = (last - 36_500...last).map { day in
            backup("\(day)", Date(timeIntervalSince1970: TimeInterval(day * 86_400 + 43_200)))
        }
        let plan = retention(entries) {
            $0.keepDaily = 7
            $0.keepWeekly = 5
            $0.keepMonthly = 12
            $0.keepYearly = 75
        }
        #expect(plan.keptIDs.count == 7 + 4 + 11 + 73)
        #expect(plan.reasons("\(last)") == [.newestGood, .daily(1), .weekly(1), .monthly(1), .yearly(1)])
    }

    /// `prune-example.txt` of borg: all days of 2015 but 19 December, `--keep-daily 14 --keep-monthly 6 --keep-yearly 1`.
    @Test func `borg's year comes out as restic would have it`() throws {
        let first = Int64(try Date.utc("2015-01-01 12:00").timeIntervalSince1970) / 86_400
        let dates = (0..<365).map { Date(timeIntervalSince1970: TimeInterval((first + $0) * 86_400 + 43_200)) }
        let entries = dates.map { backup(String($0.formatted(.iso8601).prefix(10)), $0) }
            .filter { $0.id != "2015-12-19" }
        let kept = kept(entries) {
            $0.keepDaily = 14
            $0.keepMonthly = 6
            $0.keepYearly = 1
        }
        let daily = (20...31).map { "2015-12-\($0)" }
        // Where borg, whose later rules pass over what earlier ones keep, also has 2015-06-30 and 2015-01-01.
        #expect(
            kept == ["2015-07-31", "2015-08-31", "2015-09-30", "2015-10-31", "2015-11-30", "2015-12-17", "2015-12-18"]
                + daily)
    }

    @Test func `while a rule has places left the oldest stays, as with both`() throws {
        let days = try ["2026-01-05", "2026-01-20", "2026-02-03", "2026-02-28", "2026-03-01"].map {
            backup($0, try .utc("\($0) 03:00"))
        }
        let plan = retention(days) { $0.keepMonthly = 12 }
        #expect(plan.keptIDs == ["2026-01-05", "2026-01-20", "2026-02-28", "2026-03-01"])
        #expect(plan.reasons("2026-01-05") == [.oldest])
        #expect(kept(days) { $0.keepMonthly = 3 } == ["2026-01-20", "2026-02-28", "2026-03-01"])
    }
}
