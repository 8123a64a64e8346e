extension HTTPClient {
    /// What a client needs to know about the network.
    package struct Options: Sendable {
        /// A PEM file of authorities to trust instead of the system's.
        package var authorities: String?
        /// Address of a proxy, with name and password if it wants them; nil: what the environment says.
        package var proxy: String?
        package var connectTimeout = 30.0
        /// Seconds without a byte in either direction, the server's thinking included.
        package var stallTimeout = 90.0
        /// For what is sent.
        package var rateLimit = RateLimit()
        /// The most bytes of an answer that are kept in memory.
        package var bodyLimit = 4 << 20

        package init() {}
    }
}
