/// What was given under which key, from the file first, then from the environment, not yet checked.
struct ConfigurationLayer: Sendable {
    /// By the key's path; empty ones are left out, they mean the default.
    private(set) var values: [String: ConfigurationValue] = [:]
    /// True when the file lists the folders: then only those are backed up.
    var listsFolders = false
    var warnings: [String] = []

    /// - Returns: false when the key is there already.
    mutating func insert(_ value: ConfigurationValue, at path: String) -> Bool {
        if value.isEmpty, !Self.emptyMeansNone.contains(path) { return true }
        return values.updateValue(value, forKey: path) == nil
    }

    /// The other's values win; a secret given there in either way replaces one given here in either way.
    mutating func override(with other: ConfigurationLayer) {
        for path in ConfigurationKey.secretPaths {
            let ways = [path, ConfigurationKey.fileTwin(of: path)]
            guard ways.contains(where: { other.values[$0] != nil }) else { continue }
            for way in ways { values[way] = nil }
        }
        values.merge(other.values) { $1 }
        warnings += other.warnings
    }

    /// Reads the files that `..._file` keys name, so that only the secrets themselves remain.
    mutating func readSecretFiles() throws(ConfigurationError) {
        for path in ConfigurationKey.secretPaths {
            let twin = ConfigurationKey.fileTwin(of: path)
            guard let value = values.removeValue(forKey: twin) else { continue }
            values[path] = ConfigurationValue(
                content: .text(try SecretFile.read(value, key: twin)), origin: value.origin, isSecret: true)
        }
    }

    /// - Throws: a `conflict` when a secret and its file are both given in this layer.
    func checkTwins() throws(ConfigurationError) {
        for path in ConfigurationKey.secretPaths where values[path] != nil {
            guard let twin = values[ConfigurationKey.fileTwin(of: path)] else { continue }
            throw ConfigurationError(
                code: .conflict, origin: twin.origin, key: ConfigurationKey.fileTwin(of: path),
                message: "`\(path)` is given as well", hint: "keep one of the two")
        }
    }

    private static let emptyMeansNone = Set(ConfigurationKey.all.filter(\.emptyMeansNone).map(\.path))
}
