/// The configuration that holds: what the file and the environment say, with what was set over MQTT.
struct AdjustedConfiguration: Sendable {
    let configured: Configuration
    private(set) var settings: Settings
    private(set) var current: Configuration

    init(_ configured: Configuration, _ settings: Settings) {
        self.configured = configured
        self.settings = settings
        current = settings.applied(to: configured)
    }

    /// - Returns: whether that changes anything.
    mutating func take(_ setting: Setting) -> Bool {
        let before = settings
        settings.take(setting)
        current = settings.applied(to: configured)
        return settings != before
    }

    /// The keys of what is not as the file has it.
    var differences: [SettingKey] { settings.differences(from: configured) }
}
