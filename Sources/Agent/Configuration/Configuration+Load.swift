extension Configuration {
    /// The paths of all keys there are, such as `mqtt.base_topic`.
    package static var keys: Set<String> { ConfigurationKey.knownPaths }

    /// Reads the file, then the environment, which wins; what neither gives has its default.
    /// - Parameters:
    ///   - file: path of a YAML file; nil for the environment and the defaults alone.
    ///   - environment: of it, the variables whose names start with `DRIVEPIPE_`, and `SUPERVISOR_TOKEN`.
    /// - Throws: the first fault found, with its place.
    package static func load(
        file: String?, environment: [String: String]
    ) throws(ConfigurationError) -> Configuration {
        guard let file else {
            return try Configuration(ConfigurationLayer(environment: environment), file: nil, environment)
        }
        let bytes: [UInt8]
        do {
            bytes = try TextFile.read(file, maximumSize: YAMLComposer.maximumSize)
        } catch {
            throw ConfigurationError(error, path: file, origin: .file(file, nil))
        }
        return try Configuration(yaml: bytes, file: file, environment: environment)
    }

    /// The same for a file that has been read.
    package init(yaml bytes: [UInt8], file: String, environment: [String: String]) throws(ConfigurationError) {
        var layer = try ConfigurationLayer(yaml: bytes, file: file)
        layer.override(with: try ConfigurationLayer(environment: environment))
        try self.init(layer, file: file, environment)
    }

    private init(
        _ layer: ConfigurationLayer, file: String?, _ environment: [String: String]
    ) throws(ConfigurationError) {
        self.init()
        var layer = layer
        try layer.readSecretFiles()
        if layer.listsFolders { source.folders = [:] }
        for key in ConfigurationKey.all {
            guard let value = layer.values[key.path] else { continue }
            guard key.assign(value.content, &self) else { throw ConfigurationError(value, isNot: key) }
        }
        if let file { findDiscoveryDirectory(beside: file) }
        warnings = layer.warnings
        try settleTLS(layer)
        try settlePlaces(layer)
        try settleSupervisor(layer, environment)
    }

    /// A relative `discovery_dir` is looked for in the current folder, then beside the file and one folder further up,
    /// so that `--config config/drivepipe.yaml` finds it from anywhere.
    private mutating func findDiscoveryDirectory(beside file: String) {
        guard !discoveryDirectory.hasPrefix("/"), !TextFile.isDirectory(discoveryDirectory) else { return }
        let folder = TextFile.folder(of: file)
        let candidates = ["\(folder)/\(discoveryDirectory)", "\(folder)/../\(discoveryDirectory)"]
        if let found = candidates.first(where: TextFile.isDirectory) { discoveryDirectory = found }
    }
}

extension ConfigurationError {
    /// Says that the value is not what the key expects, and quotes it where that can do no harm.
    init(_ value: ConfigurationValue, isNot key: ConfigurationKey) {
        var subject = "the value"
        if case .text(let text) = value.content, !value.isSecret, Self.isQuotable(text) { subject = "\"\(text)\"" }
        self.init(
            code: .invalidValue, origin: value.origin, key: key.path, message: "\(subject) is not \(key.expected)")
    }

    /// Short, on one line, and no address with `@`, which may carry a password.
    private static func isQuotable(_ text: String) -> Bool {
        text.utf8.count <= 60 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "@" }
    }
}
