import Agent
import Catalog
import Testing

@Suite struct ScheduleKeysTests {
    private func schedule(_ text: String) throws -> Configuration.Schedule {
        try Configuration(yaml: Array("schedule: {\(text)}".utf8), file: "c.yaml", environment: [:]).schedule
    }

    @Test func `every key of the schedule arrives`() throws {
        let schedule = try schedule(
            """
            enabled: yes, time: "22:30", every_days: 2, every_hours: 6, weekdays: [mon, Wed, sunday], jitter: 30min,
            catch_up: 6h, blackout: ["18:00-23:00", "23:30 - 1:00"], skip_if_fresh: 2h, stale_after: 8d
            """)
        #expect(schedule.enabled && schedule.time == TimeOfDay("22:30") && schedule.everyDays == 2)
        #expect(schedule.everyHours == 6 && schedule.weekdays == [.monday, .wednesday, .sunday])
        #expect(schedule.jitter == 1800 && schedule.catchUp == 6 * 3600 && schedule.skipIfFresh == 7200)
        #expect(schedule.blackout == ["18:00-23:00", "23:30-01:00"].compactMap(TimeWindow.init))
        #expect(schedule.staleAfter == .seconds(8 * 86_400))
    }

    @Test func `words stand for all and none`() throws {
        #expect(try schedule("catch_up: true").catchUp == .max)
        #expect(try schedule("catch_up: off").catchUp == 0)
        #expect(try schedule("stale_after: 0").staleAfter == .never)
        #expect(try schedule("stale_after: Auto").staleAfter == .automatic)
        #expect(try schedule("weekdays: [], blackout: []") == Configuration.Schedule())
    }

    @Test(arguments: [
        "weekdays: [someday]", "weekdays: [m]", "weekdays: [1]", "jitter: 13h", "jitter: 5", "jitter: 5m",
        "jitter: -5min", "jitter: 99999999999999999999min", "catch_up: maybe", "blackout: [\"18:00\"]",
        "blackout: [\"18:00-18:00\"]", "blackout: [\"18:00-24:00\"]", "blackout: [\"-\"]", "every_hours: -1",
        "every_hours: 721", "skip_if_fresh: soon", "stale_after: never",
    ])
    func `what makes no sense is refused`(text: String) {
        let error = #expect(throws: ConfigurationError.self) { try schedule(text) }
        #expect(error?.code == .invalidValue)
    }

    @Test func `retention knows no minutes, which might be meant as months`() {
        #expect(throws: ConfigurationError.self) {
            try Configuration(yaml: Array("retention: {keep_within: 3min}".utf8), file: "c.yaml", environment: [:])
        }
    }

    @Test func `lists come from the environment with commas between`() throws {
        let variables = [
            "DRIVEPIPE_SCHEDULE_WEEKDAYS": "sat, sun", "DRIVEPIPE_SCHEDULE_BLACKOUT": "18:00-23:00,06:00-07:00",
        ]
        let schedule = try Configuration.load(file: nil, environment: variables).schedule
        #expect(schedule.weekdays == [.saturday, .sunday] && schedule.blackout.count == 2)
    }
}
