extension ConfigurationLayer {
    /// Takes the keys of a configuration file.
    /// - Parameter file: its path, for messages and to find `secrets.yaml` beside it.
    init(yaml bytes: [UInt8], file: String) throws(ConfigurationError) {
        let root: YAMLNode?
        do {
            root = try YAMLComposer.compose(bytes)
        } catch {
            throw ConfigurationError(error, file: file)
        }
        if let root, !root.isNull {
            var reader = ConfigurationFileReader(file: file)
            try reader.read(section: root, path: "")
            self = reader.layer
        }
        try checkTwins()
    }
}

extension ConfigurationError {
    init(_ error: YAMLError, file: String) {
        self.init(
            code: .invalidSyntax, origin: .file(file, error.mark), message: error.message, hint: error.hint)
    }
}
