extension DriveSimulator {
    /// How the simulator behaves; the defaults suit tests.
    package struct Configuration: Sendable {
        /// 0 takes any free port.
        package var port: UInt16 = 0
        package var storage: ContentStorage = .memory
        package var clientID = "simulator.apps.googleusercontent.com"
        package var clientSecret = "simulator-client-secret"
        package var refreshToken = "1//simulator-refresh-token"
        /// Requests about files need a valid access token.
        package var requireAuthorization = true
        /// Requests to a session URI need one too.
        package var requireSessionAuthorization = true
        /// Seconds.
        package var tokenLifetime = 3599
        /// Computes `sha256Checksum`, which costs time.
        package var sha256 = false
        /// Bytes; nil is unlimited.
        package var quotaLimit: Int64? = 15 << 30
        /// Bytes used by other services.
        package var usage: Int64 = 0
        /// Upload bytes per second, all connections together; nil is unlimited.
        package var rateLimit: Int64?
        /// Seconds of silence inside a request or between two after which a connection is closed.
        package var readTimeout: Double = 60
        /// Takes google-api-python-client's malformed `bytes N-(N-1)/N` for `bytes */N`.
        package var lenientRanges = true
        /// Status of a DELETE on a session: Cloud Storage says 499, some clients expect 204.
        package var cancelStatus = 499
        package var deviceApproval = DeviceApproval.afterPolls(1)
        /// Seconds between polls of the device flow.
        package var deviceInterval = 5
        /// Seconds until a device code is worthless.
        package var deviceLifetime = 1800
        /// What the account may do on the shared drive `sharedDriveID`, which there always is.
        package var sharedDriveRole = SharedDriveRole.manager

        package init() {}
    }
}
