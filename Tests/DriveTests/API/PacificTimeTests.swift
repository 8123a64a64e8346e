import Drive
import FoundationEssentials
import Testing

@Suite struct PacificTimeTests {
    /// Checked against the system's table of time zones: `TZ=America/Los_Angeles date`.
    @Test(arguments: [
        ("2026-11-23T16:00:00Z", "2026-11-24T08:00:00Z"), ("2026-11-24T07:59:59Z", "2026-11-24T08:00:00Z"),
        ("2026-11-24T08:00:00Z", "2026-11-25T08:00:00Z"), ("2026-07-01T06:59:59Z", "2026-07-01T07:00:00Z"),
        ("2026-07-01T12:00:00Z", "2026-07-02T07:00:00Z"), ("2026-12-31T23:00:00Z", "2027-01-01T08:00:00Z"),
        // The clock goes forward on 8 March 2026 and back on 1 November 2026, both at 2 o'clock.
        ("2026-03-08T07:30:00Z", "2026-03-08T08:00:00Z"), ("2026-03-08T08:30:00Z", "2026-03-09T07:00:00Z"),
        ("2026-03-08T12:00:00Z", "2026-03-09T07:00:00Z"), ("2026-11-01T06:30:00Z", "2026-11-01T07:00:00Z"),
        ("2026-11-01T07:30:00Z", "2026-11-02T08:00:00Z"), ("2026-11-01T08:30:00Z", "2026-11-02T08:00:00Z"),
        ("2028-02-29T12:00:00Z", "2028-03-01T08:00:00Z"), ("2027-03-14T20:00:00Z", "2027-03-15T07:00:00Z"),
    ])
    func `the next midnight in California`(now: String, midnight: String) throws {
        let date = try Date(now, strategy: .iso8601)
        #expect(PacificTime.nextMidnight(after: date).formatted(.iso8601) == midnight)
    }

    @Test(arguments: [-1e300, -1, 0, 1e11, 1e300, .infinity] as [Double])
    func `absurd dates do no harm`(seconds: Double) {
        _ = PacificTime.nextMidnight(after: Date(timeIntervalSince1970: seconds))
    }
}
