import HTTP

/// Where Home Assistant's Supervisor is, and how patiently it is asked.
package struct SupervisorSettings: Sendable {
    /// Scheme and host, without a slash at the end.
    package var url: String
    /// Goes into the header of each request, and nowhere else.
    package var token: String
    package var http = HTTPClient.Options()
    /// For what may be asked twice: an update of the Supervisor takes it away for a minute or two.
    package var requestBackoff = Backoff.Policy(patience: 180)
    /// For a download, counted from its last progress.
    package var transferBackoff = Backoff.Policy(patience: 10 * 60)
    /// For what tidies up when nobody waits for it any more.
    package var tidyingBackoff = Backoff.Policy(patience: 60)
    /// Seconds between two looks at a job.
    package var pollPause = 2.0
    /// Seconds in which a job of the Supervisor changes nothing at all, after which it is taken to hang. One member of
    /// its backup is one step, be it a database of 50 GB.
    package var jobPatience = 2.0 * 3600
    /// Seconds that one may take as a whole.
    package var jobTimeLimit = 24.0 * 3600
    /// Told before each pause: what went wrong, and the seconds until the next attempt.
    package var willRetry: @Sendable (_ error: SupervisorError, _ seconds: Double) -> Void = { _, _ in }

    /// - Throws: `noToken` when there is none: without one the Supervisor answers nobody.
    package init(url: String, token: String?) throws(SupervisorError) {
        guard let token, !token.isEmpty else { throw .noToken }
        self.url = url
        self.token = token
        http.bodyLimit = 16 << 20
        // A frozen system runs its apps' own commands before it answers.
        http.stallTimeout = 300
    }
}
