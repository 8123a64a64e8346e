import Agent
import Catalog
import JSON
import Testing

@Suite struct SettingTests {
    /// What the topic `config` tells after one change.
    private func shown(_ option: String, _ text: String, _ file: Configuration = Configuration()) throws -> JSON? {
        var settings = Settings()
        settings.take(try Setting(option, text))
        return SettingKey.named(option)?.shown(settings.applied(to: file))
    }

    @Test(arguments: [("0", 0), ("1", 1_000_000), ("0.001", 1000), ("12.5", 12_500_000), ("10000", 10_000_000_000)])
    func `the upload limit is set in megabytes a second`(text: String, rate: Int) throws {
        var settings = Settings()
        settings.take(try Setting("rate_limit", text))
        #expect(settings.applied(to: Configuration()).drive.rateLimit == rate)
        #expect(try shown("rate_limit", text) == .number(Double(rate) / 1_000_000))
    }

    @Test(
        arguments: [
            ("schedule_enabled", "ON", true), ("schedule_enabled", "false", false), ("schedule_time", "7:05", "07:05"),
            ("schedule_time", "22:30:59", "22:30"), ("schedule_interval", "weekly", "weekly"), ("keep_last", "0", 0),
            ("schedule_interval", "every_12_hours", "every_12_hours"), ("keep_daily", "7.0", 7),
            ("keep_weekly", "9999", 9999), ("keep_monthly", "12", 12), ("stale_after_h", "30", 30),
            ("stale_after_h", "0", 0), ("progress_seconds", "60", 60),
        ] as [(String, String, JSON)])
    func `each option takes its kind of value and shows it`(option: String, text: String, value: JSON) throws {
        #expect(try shown(option, text) == value)
    }

    @Test(arguments: [
        ("rate_limit", ["fast", "-1", "nan", "inf", "1e300", "0.0001", "10001", "1 MB"]),
        ("schedule_enabled", ["1", "an", "ON ON"]),
        ("schedule_time", ["24:00", "3", "03:15:60", "03:15:1", "noon", "1:2:3:4"]),
        ("schedule_interval", ["hourly", "Daily", "1"]),
        ("keep_last", ["-1", "1.5", "10000", "1e99", "nan", "٣", "all"]),
        ("stale_after_h", ["-1", "8761", "auto"]), ("progress_seconds", ["0", "61"]),
    ])
    func `what is no value is refused with the rule`(option: String, texts: [String]) {
        for text in texts + ["", String(repeating: "1", count: 100_000)] {
            let error = #expect(throws: SettingError.self, "\(text.prefix(20))") { try Setting(option, text) }
            #expect(error?.description.hasPrefix("\(option) is ") == true)
        }
    }

    @Test func `a setting that does not exist is refused`() {
        #expect(throws: SettingError.unknown) { try Setting("speed", "1") }
    }

    @Test func `every option can go back to what the file says`() throws {
        var file = Configuration()
        file.retention.policy.keepLast = 30
        var settings = Settings()
        settings.take(try Setting("keep_last", "2"))
        #expect(settings.differences(from: file).map(\.name) == ["keep_last"])
        settings.take(try Setting("keep_last", "default"))
        #expect(settings == Settings() && settings.differences(from: file).isEmpty)
        for option in SettingKey.all { #expect(try Setting(option.name, "Default").value == nil) }
    }

    @Test func `a rhythm without a word is custom, and custom goes back to it`() throws {
        var file = Configuration()
        file.schedule.everyDays = 5
        let option = try #require(SettingKey.named("schedule_interval"))
        #expect(option.shown(file) == "custom")
        #expect(try shown("schedule_interval", "daily", file) == "daily")
        #expect(try shown("schedule_interval", "custom", file) == "custom")
        file.schedule.everyDays = 1
        file.schedule.weekdays = [.monday]
        #expect(option.shown(file) == "custom")
        var settings = Settings()
        settings.take(try Setting("schedule_interval", "weekly"))
        let schedule = settings.applied(to: file).schedule
        #expect(schedule.weekdays.isEmpty && schedule.everyDays == 7)
    }

    @Test func `without a limit of its own, staleness shows that of the schedule`() throws {
        var file = Configuration()
        let option = try #require(SettingKey.named("stale_after_h"))
        #expect(option.shown(file) == 48)
        file.schedule.enabled = true
        #expect(option.shown(file) == 36)
    }

    @Test func `a value comes as plain text or in an object with an id`() throws {
        #expect(try SettingRequest(Array(" ON\n".utf8)).value == "ON")
        let request = try SettingRequest(Array(#"{"value": 7, "id": "a", "colour": 1}"#.utf8))
        #expect(request.value == "7" && request.id == "a" && request.ignored == ["colour"])
        #expect(try SettingRequest(Array(#"{"value": true}"#.utf8)).value == "true")
        #expect(try SettingRequest(Array(#"{"value": null}"#.utf8)).value == "default")
    }

    @Test(arguments: [#"{"#, #"{}"#, #"{"value": []}"#, #"{"value": {"value": 1}}"#])
    func `an object without a value is refused`(text: String) {
        #expect(throws: SettingError.self) { try SettingRequest(Array(text.utf8)) }
        #expect(throws: SettingError.self) { try SettingRequest([0xFF, 0xFE]) }
        #expect(throws: SettingError.self) { try SettingRequest([UInt8](repeating: 0x31, count: 5000)) }
    }
}
