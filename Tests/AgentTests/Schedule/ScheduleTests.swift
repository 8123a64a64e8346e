import Agent
import Catalog
import FoundationEssentials
import TestSupport
import Testing

@Suite struct ScheduleTests {
    private static let zones = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo", "Africa/Cairo",
    ]

    @Test(arguments: zones, [0, 15, 90, 120, 135, 195, 1439])
    func `each day of three years has exactly one run`(name: String, minutes: Int) throws {
        let zone = try ZoneFile(name)
        var rules = Configuration.Schedule()
        rules.time = TimeOfDay(hour: minutes / 60, minute: minutes % 60)
        let schedule = Schedule(rules, clock: zone.clock)
        var last = try zone.date("2025-06-01 23:59")
        var day = zone.clock.day(of: last)
        for _ in 0..<365 * 3 {
            let next = schedule.next(after: last, last: last)
            #expect(next > last)
            #expect(zone.clock.day(of: next) == day + 1)
            (last, day) = (next, day + 1)
        }
    }

    @Test func `whatever the rules, the next run is later, allowed, and grows with the moment it is asked of`() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<400 {
            let zone = try ZoneFile(Self.zones.randomElement(using: &random) ?? "UTC")
            let schedule = Schedule(Self.rules(&random), clock: zone.clock)
            let date = Date(timeIntervalSince1970: .random(in: 1_750_000_000...1_900_000_000, using: &random).rounded())
            let last = Bool.random(using: &random) ? date.addingTimeInterval(-86_400 * 3) : nil
            let next = schedule.next(after: date, last: last)
            #expect(next > date)
            #expect(schedule.next(after: next, last: next) > next)
            #expect(schedule.next(after: date.addingTimeInterval(3600), last: last) >= next)
            #expect(next.timeIntervalSince(date) <= schedule.longestGap + 8 * 86_400)
        }
    }

    private static func rules(_ random: inout SeededRandom) -> Configuration.Schedule {
        var rules = Configuration.Schedule()
        rules.time = TimeOfDay(hour: .random(in: 0..<24, using: &random), minute: .random(in: 0..<60, using: &random))
        rules.everyDays = .random(in: 1...9, using: &random)
        rules.everyHours = Bool.random(using: &random) ? 0 : .random(in: 1...50, using: &random)
        rules.weekdays = Set(
            RetentionPolicy.Weekday.allCases.filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
        return rules
    }

    @Test func `weekdays are those of the wall clock`() throws {
        let zone = try ZoneFile("America/New_York")
        var rules = Configuration.Schedule()
        rules.time = TimeOfDay(hour: 23, minute: 30)
        rules.weekdays = [.monday, .friday]
        let schedule = Schedule(rules, clock: zone.clock)
        var date = try zone.date("2026-11-22 12:00")
        let days = (0..<4).map { _ in
            date = schedule.next(after: date, last: date)
            return date
        }
        #expect(
            days == (try ["2026-11-23", "2026-11-27", "2026-11-30", "2026-12-04"].map { try zone.date("\($0) 23:30") }))
    }

    @Test func `an interval that ends on a day without backups waits for the next that has some`() throws {
        let zone = try ZoneFile("Europe/Berlin")
        var rules = Configuration.Schedule()
        rules.everyHours = 6
        rules.weekdays = [.monday]
        let schedule = Schedule(rules, clock: zone.clock)
        let sunday = try zone.date("2026-11-22 12:00")
        let monday = schedule.next(after: sunday, last: nil)
        #expect(monday == (try zone.date("2026-11-23 00:00")))
        #expect(schedule.next(after: monday, last: monday) == (try zone.date("2026-11-23 06:00")))
    }

    @Test(arguments: [
        ("2026-11-23 17:59", nil), ("2026-11-23 18:00", "2026-11-23 23:00"), ("2026-11-23 22:59", "2026-11-23 23:00"),
        ("2026-11-23 23:00", nil), ("2026-11-24 00:30", "2026-11-24 02:00"), ("2026-11-24 23:45", "2026-11-25 02:00"),
        // On the two days on which the clock is changed.
        ("2026-03-29 01:30", "2026-03-29 03:00"), ("2026-10-25 00:30", "2026-10-25 02:00"),
    ])
    func `a blackout ends when the wall clock says so`(text: String, end: String?) throws {
        let zone = try ZoneFile("Europe/Berlin")
        let windows = ["18:00-23:00", "23:30-01:00", "01:00-02:00"].compactMap(TimeWindow.init)
        let expected = try end.map(zone.date)
        #expect(windows.end(after: try zone.date(text), zone.clock) == expected)
    }

    @Test func `windows that leave nothing of a day still have an end to look at`() throws {
        let windows = ["06:00-18:00", "18:00-06:00"].compactMap(TimeWindow.init)
        let date = try Date.utc("2026-11-23 12:00")
        #expect(try #require(windows.end(after: date, .utc)) > date)
    }
}
