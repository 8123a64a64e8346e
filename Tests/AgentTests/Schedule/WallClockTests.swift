import Agent
import FoundationEssentials
import TestSupport
import Testing

@Suite struct WallClockTests {
    @Test(arguments: [
        // Jumped over, and come twice: by an hour, by half an hour, and in Apia by a whole day.
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29 01:30"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25 00:30"),
        ("America/New_York", "2026-03-08", "02:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03 15:45"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04 14:45"),
        ("Pacific/Apia", "2011-12-30", "03:15", "2011-12-30 13:15"),
        ("Asia/Kathmandu", "2026-01-01", "03:15", "2025-12-31 21:30"),
    ])
    func `a time of day is one moment of its day`(zone: String, day: String, time: String, utc: String) throws {
        let number = Int64(try Date.utc("\(day) 00:00").timeIntervalSince1970) / 86_400
        let moment = try ZoneFile(zone).clock.moment(day: number, try #require(TimeOfDay(time)))
        #expect(moment == (try Date.utc(utc)))
    }

    @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Tokyo"])
    func `what the clock shows leads back to the moment, unless it shows it twice`(name: String) throws {
        let zone = try ZoneFile(name)
        var random = SeededRandom(seed: 7)
        for _ in 0..<3_000 {
            let minute = Int64.random(in: 28_000_000...35_000_000, using: &random)
            let date = Date(timeIntervalSince1970: TimeInterval(minute * 60))
            let second = zone.clock.secondOfDay(at: date)
            let time = TimeOfDay(hour: Int(second / 3600), minute: Int(second / 60 % 60))
            let back = zone.clock.moment(day: zone.clock.day(of: date), time)
            #expect(back <= date && zone.clock.secondOfDay(at: back) == second)
            #expect(back == date || zone.offset(at: Int64(back.timeIntervalSince1970)) != zone.offset(at: minute * 60))
        }
    }

    @Test(arguments: [-Double.infinity, .infinity, .nan, -1e300, 1e300, -0.5])
    func `moments that no clock shows do no harm`(seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect((0..<86_400).contains(WallClock.utc.secondOfDay(at: date)))
        _ = WallClock.local.day(of: date)
    }

    @Test func `the local clock is the one that the system's own date shows`() throws {
        for seconds in stride(from: 1_700_000_000, to: 1_800_000_000, by: 17_777_777) {
            let shown = try Program.run("/bin/date", ["-d", "@\(seconds)", "+%H %M %S"])
            let parts = String(decoding: shown.output, as: UTF8.self).split(separator: " ").compactMap {
                Int64($0.filter(\.isNumber))
            }
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            #expect(WallClock.local.secondOfDay(at: date) == parts[0] * 3600 + parts[1] * 60 + parts[2])
        }
    }
}
