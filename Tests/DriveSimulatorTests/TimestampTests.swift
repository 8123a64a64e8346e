import Testing

@testable import DriveSimulator

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2026-11-23T10:00:00.123Z", "2026-11-23T10:00:00.123Z"),
        ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00.000Z"),
        ("2026-11-23T10:00:00+01:30", "2026-11-23T08:30:00.000Z"),
        ("2026-11-23T10:00:00.5-02:00", "2026-11-23T12:00:00.500Z"),
        ("2026-11-23T10:00:00.123456Z", "2026-11-23T10:00:00.123Z"),
        ("2012-06-04T12:00:00", "2012-06-04T12:00:00.000Z"),
        ("2012-06-04", "2012-06-04T00:00:00.000Z"),
    ])
    func `a time is written in UTC with milliseconds`(text: String, written: String) {
        #expect(Timestamp(text)?.text == written)
    }

    @Test(arguments: [
        "", "T", "yesterday", "2026-13-01", "2026-11-23T25:00:00Z", "2026-11-23T10:00Z", "2026-11-23T10:00:00X",
        "2026-11-23T10:00:00+1", "99999999999-01-01", "2026-11-23T10:00:00.1.2Z",
    ])
    func `what is no time is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }
}
