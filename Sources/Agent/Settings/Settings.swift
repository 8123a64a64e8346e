/// What was set over MQTT, in place of what the configuration says; it outlives the agent.
package struct Settings: Sendable, Equatable, Codable {
    /// Bytes a second; 0 for no limit.
    package var rateLimit: Int64?

    package init() {}

    /// Takes over one change.
    package mutating func take(_ setting: Setting) {
        switch setting {
        case .rateLimit(let rate): rateLimit = rate
        }
    }

    /// The configuration with these changes.
    package func applied(to configured: Configuration) -> Configuration {
        var configuration = configured
        if let rateLimit { configuration.drive.rateLimit = Int(rateLimit) }
        return configuration
    }
}
