import Agent
import Testing

@Suite struct SettingTests {
    @Test(arguments: [("0", 0), ("1", 1_000_000), ("0.001", 1000), ("12.5", 12_500_000), ("10000", 10_000_000_000)])
    func `the upload limit is set in megabytes a second`(text: String, rate: Int64) throws {
        #expect(try Setting("rate_limit", text) == .rateLimit(rate))
    }

    @Test(arguments: ["", "fast", "-1", "nan", "inf", "1e300", "0.0001", "10001", "1 MB", "{\"rate\": 1}"])
    func `what is no rate is refused with the rule`(text: String) {
        let error = #expect(throws: SettingError.self) { try Setting("rate_limit", text) }
        #expect(error?.description.contains("megabytes") == true)
    }

    @Test func `a setting that does not exist is refused`() {
        #expect(throws: SettingError.unknown("speed")) { try Setting("speed", "1") }
    }
}
