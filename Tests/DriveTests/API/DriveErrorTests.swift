import Drive
import HTTP
import Testing

@Suite struct DriveErrorTests {
    @Test(arguments: [
        (401, "authError", "not_authorized", false),
        (403, "userRateLimitExceeded", "rate_limited", true),
        (403, "rateLimitExceeded", "rate_limited", true),
        (403, "storageQuotaExceeded", "drive_quota", false),
        (403, "teamDriveFileLimitExceeded", "drive_quota", false),
        (403, "dailyLimitExceeded", "daily_limit", false),
        (403, "insufficientFilePermissions", "drive_permissions", false),
        (403, "insufficientPermissions", "not_authorized", false), (403, "neverHeardOf", "drive_permissions", false),
        (404, "notFound", "not_found", false),
        (408, nil, "drive_unavailable", true),
        (409, nil, "conflict", false),
        (410, nil, "not_found", false),
        (429, nil, "rate_limited", true),
        (500, "backendError", "drive_unavailable", true),
        (503, nil, "drive_unavailable", true),
        (400, "invalid", "drive_refused", false),
        (302, nil, "drive_refused", false),
    ])
    func `an error answer is sorted by status and reason`(
        status: Int, reason: String?, code: String, isTransient: Bool
    ) {
        let error = DriveError(GoogleError(status: status, reason: reason, message: "why"))
        #expect(error.code == code)
        #expect(error.isTransient == isTransient)
        #expect("\(error)".contains("HTTP \(status)"))
        #expect("\(error)".contains(reason ?? ""))
    }

    @Test func `a connection that fails is transient, a certificate is not`() {
        #expect(DriveError(.connection("reset")).isTransient)
        #expect(DriveError(.timedOut("stalled")).isTransient)
        #expect(!DriveError(.untrusted("self-signed")).isTransient)
        #expect(DriveError(.connection("reset")).code == "network")
        #expect(DriveError(HTTPError.cancelled) == .cancelled)
    }

    @Test func `a user reads what happened and what to do`() {
        let error = DriveError(
            GoogleError(status: 403, reason: "storageQuotaExceeded", message: "The quota is exceeded."))
        #expect(
            "\(error)" == "Google Drive is full (HTTP 403 storageQuotaExceeded: The quota is exceeded.). "
                + "Delete old backups, empty the trash or buy more space.")
    }
}
