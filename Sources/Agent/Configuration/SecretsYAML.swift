/// `secrets.yaml`, as Home Assistant's users know it: names and their secrets, read when the first one is asked for.
struct SecretsYAML {
    private let path: String
    private var secrets: [String: String]?

    init(beside file: String) { path = TextFile.folder(of: file) + "/secrets.yaml" }

    /// - Parameters:
    ///   - key, origin: who asks, for the message.
    mutating func value(
        of name: String, key: String, at origin: ConfigurationError.Origin
    ) throws(ConfigurationError) -> String {
        if secrets == nil { secrets = try load(key: key, origin: origin) }
        guard let secret = secrets?[name] else {
            throw ConfigurationError(
                code: .secretNotFound, origin: origin, key: key, message: "there is no secret `\(name)` in \(path)",
                hint: Suggestion.closest(to: name, among: (secrets ?? [:]).keys).map { "did you mean `\($0)`?" })
        }
        return secret
    }

    private func load(key: String, origin: ConfigurationError.Origin) throws(ConfigurationError) -> [String: String] {
        let bytes: [UInt8]
        do {
            bytes = try TextFile.read(path, maximumSize: YAMLComposer.maximumSize)
        } catch {
            throw ConfigurationError(error, path: path, origin: origin, key: key)
        }
        do {
            return Self.texts(try YAMLComposer.compose(bytes))
        } catch {
            throw ConfigurationError(error, file: path)
        }
    }

    /// Other programs' entries of other shapes are none of our business.
    private static func texts(_ root: YAMLNode?) -> [String: String] {
        guard case .mapping(let pairs, _) = root else { return [:] }
        return pairs.reduce(into: [:]) { texts, pair in
            if case .scalar(let text, _, nil, _) = pair.value { texts[pair.key] = pair.value.isNull ? "" : text }
        }
    }
}
