import HTTP

/// Where Google Drive is and how patiently it is asked.
package struct DriveSettings: Sendable {
    /// Scheme and host of the API; the paths are Google's.
    package var apiURL = "https://www.googleapis.com"
    package var http = HTTPClient.Options()
    /// Id of a shared drive, or of a folder, in which our folder is made; nil: My Drive.
    package var parent: String?
    /// For single requests: metadata, lists, deletions.
    package var requestBackoff = Backoff.Policy(patience: 120)
    /// For an upload or a download, counted from its last progress.
    package var transferBackoff = Backoff.Policy(patience: 30 * 60)
    /// Seconds in which an upload meets nothing but requests to slow down, after which the day's upload limit is taken to
    /// be reached: Google's answers to both look alike, but the one for speed is over in a minute or two.
    package var uploadLimitPatience = 15.0 * 60

    var uploadBackoff: Backoff.Policy {
        var policy = transferBackoff
        policy.limitPatience = uploadLimitPatience
        return policy
    }

    /// Told before each pause: what went wrong, and the seconds until the next attempt.
    package var willRetry: @Sendable (_ error: DriveError, _ seconds: Double) -> Void = { _, _ in }

    package init() {}
}
