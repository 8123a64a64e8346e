import Drive
import FoundationEssentials
import HTTP
import Testing

@Suite struct DriveErrorRetryTests {
    private let now = Date(timeIntervalSince1970: 1_795_449_600)  // 2026-11-23T16:00:00Z

    private func seconds(_ status: Int, _ reason: String? = nil, retryAfter: Double? = nil) -> TimeInterval? {
        DriveError(GoogleError(status: status, reason: reason, retryAfter: retryAfter)).retryAt(from: now)
            .map { $0.timeIntervalSince(now) }
    }

    @Test func `trouble that passes is tried again in a quarter of an hour, or when Google says`() {
        #expect(seconds(503) == 900)
        #expect(seconds(429) == 900)
        #expect(seconds(429, retryAfter: 3600) == 3600)
        #expect(seconds(503, retryAfter: 1) == 900)
        #expect(seconds(503, retryAfter: .infinity) == 604_800)
        #expect(DriveError.network(.connection("reset")).retryAt(from: now) == now + 900)
        #expect(DriveError.sessionLost("gone").retryAt(from: now) == now + 900)
    }

    @Test func `the day's quota is there again at midnight in California, the day's uploads after a day`() {
        #expect(seconds(403, "dailyLimitExceeded") == 57_600)
        #expect(seconds(403, "uploadLimitExceeded") == 86_400)
    }

    @Test func `what somebody has to set right has no next try`() {
        for reason in ["storageQuotaExceeded", "insufficientFilePermissions"] { #expect(seconds(403, reason) == nil) }
        #expect(seconds(401) == nil && seconds(404) == nil && seconds(400) == nil)
        #expect(DriveError.network(.untrusted("self-signed")).retryAt(from: now) == nil)
        #expect(DriveError.credentialsUnusable("none").retryAt(from: now) == nil)
    }
}
