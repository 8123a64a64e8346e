extension ConfigurationLayer {
    /// Takes every `DRIVEPIPE_...` variable; one that belongs to no key is warned of, not refused: it may be meant for
    /// another version.
    init(environment: [String: String]) throws(ConfigurationError) {
        for (variable, text) in environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix("DRIVEPIPE_") {
            guard let path = ConfigurationKey.variables[variable] else {
                warnings.append(Self.unknown(variable))
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

    private static func unknown(_ variable: String) -> String {
        let guess = Suggestion.closest(to: variable, among: ConfigurationKey.variables.keys)
        let question = guess.map { "; did you mean \($0)?" } ?? ""
        return "the environment variable \(variable) belongs to no key\(question)"
    }
}
