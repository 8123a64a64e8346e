extension ConfigurationLayer {
    /// Takes every `DRIVEPIPE_...` variable; one that belongs to no key is warned of, not refused: it may be meant for
    /// another version. But for those of retention: a rule that is not understood would let backups go.
    init(environment: [String: String]) throws(ConfigurationError) {
        for (variable, text) in environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix("DRIVEPIPE_") {
            guard let path = ConfigurationKey.variables[variable] else {
                guard !variable.hasPrefix("DRIVEPIPE_RETENTION_") else { throw Self.unknown(variable) }
                warnings.append(Self.unknown(variable).warning)
                continue
            }
            let isList = ConfigurationKey.lists.contains(path) && !text.isEmpty
            let content: ConfigurationValue.Content = isList ? .list(Self.items(text)) : .text(text)
            let isSecret = ConfigurationKey.secretPaths.contains(path)
            _ = insert(
                ConfigurationValue(content: content, origin: .environment(variable), isSecret: isSecret), at: path)
        }
        try checkTwins()
    }

    private static func items(_ text: String) -> [String] {
        text.split(separator: ",").map { item in
            String(item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }.filter { !$0.isEmpty }
    }

    private static func unknown(_ variable: String) -> ConfigurationError {
        let guess = Suggestion.closest(to: variable, among: ConfigurationKey.variables.keys)
        return ConfigurationError(
            code: .unknownKey, origin: .environment(variable), message: "there is no such key",
            hint: guess.map { "did you mean \($0)?" })
    }
}

extension ConfigurationError {
    fileprivate var warning: String {
        "the environment variable \(origin) belongs to no key\(hint.map { "; \($0)" } ?? "")"
    }
}
