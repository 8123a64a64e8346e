import JSON

/// Something that can be set while the agent runs, how it is written and how it is shown.
package struct SettingKey: Sendable {
    /// The last level of its topic, and its key in the topic `config`.
    package let name: String
    /// What a right value looks like, to follow "is".
    package let expected: String
    /// Words that mean the same as `default`.
    package let fileWords: Set<String>
    /// Sets it in a configuration; false when the text is not what is expected.
    let apply: @Sendable (String, inout Configuration) -> Bool
    /// What holds, as the topic `config` tells it.
    package let shown: @Sendable (Configuration) -> JSON

    /// - Parameter text: a closure that reads the text; nil when it is not what is expected.
    init<Value: Sendable>(
        _ name: String, _ expected: String, _ target: any WritableKeyPath<Configuration, Value> & Sendable,
        fileWords: Set<String> = [], read: @escaping @Sendable (String) -> Value?,
        shown: @escaping @Sendable (Configuration) -> JSON
    ) {
        self.name = name
        self.expected = expected
        self.fileWords = fileWords
        self.shown = shown
        apply = { text, configuration in
            guard let value = read(text) else { return false }
            configuration[keyPath: target] = value
            return true
        }
    }

    package static func named(_ name: String) -> SettingKey? { all.first { $0.name == name } }
}
