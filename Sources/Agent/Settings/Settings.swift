/// What was set over MQTT, in place of what the configuration says; it outlives the agent.
package struct Settings: Sendable, Equatable, Codable {
    /// By the name of the key, as it was written.
    private var values: [String: String] = [:]

    package init() {}

    package init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: String].self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }

    /// Takes over one change.
    package mutating func take(_ setting: Setting) {
        values[setting.key.name] = setting.value
    }

    /// The configuration with these changes. What this version does not understand changes nothing.
    package func applied(to configured: Configuration) -> Configuration {
        var configuration = configured
        for key in SettingKey.all {
            if let value = values[key.name] { _ = key.apply(value, &configuration) }
        }
        return configuration
    }

    /// The keys by which the configuration differs from the file's.
    package func differences(from configured: Configuration) -> [SettingKey] {
        let configuration = applied(to: configured)
        return SettingKey.all.filter { $0.shown(configuration) != $0.shown(configured) }
    }
}
