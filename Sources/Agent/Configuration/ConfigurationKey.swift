/// One key of the configuration: where it stands, how its value is read and where it goes.
struct ConfigurationKey: Sendable {
    /// The sections and the name, such as `mqtt.base_topic`.
    let path: String
    let expected: String
    let isList: Bool
    /// Nothing given means "none" for this key; for the others it means "the default".
    let emptyMeansNone: Bool
    /// Stores the value; false when it is not what is expected.
    let assign: @Sendable (ConfigurationValue.Content, inout Configuration) -> Bool

    init<Value>(
        _ path: String, _ target: any WritableKeyPath<Configuration, Value> & Sendable, _ kind: ValueKind<Value>,
        emptyMeansNone: Bool = false
    ) {
        self.path = path
        self.expected = kind.expected
        self.isList = kind.isList
        self.emptyMeansNone = emptyMeansNone
        assign = { value, configuration in
            guard let parsed = kind.parse(value) else { return false }
            configuration[keyPath: target] = parsed
            return true
        }
    }

    /// `DRIVEPIPE_MQTT_BASE_TOPIC` for `mqtt.base_topic`.
    static func variable(for path: String) -> String {
        "DRIVEPIPE_" + path.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }
}
