extension JobFailure {
    /// Whether only somebody's signing in, or a change of the credentials, helps.
    package var isAboutAuthorization: Bool { ["not_authorized", "client_missing"].contains(code) }

    /// Whether Google was not there, which says nothing about the credentials.
    var isAboutReachability: Bool { ["network", "drive_unavailable", "rate_limited"].contains(code) }
}
