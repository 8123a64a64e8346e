extension Configuration {
    /// What the keys of the places for backups mean together.
    /// - Throws: a `conflict` that names the key.
    mutating func settlePlaces(_ layer: ConfigurationLayer) throws(ConfigurationError) {
        if destination == .folder, destinationDirectory == nil {
            try Self.refuse(
                "destination", in: layer, "it is not said which folder", "set destination_dir to a folder that exists")
        }
        if let tee = tee.directory, destination == .folder, tee.withoutSlashes == destinationDirectory?.withoutSlashes {
            try Self.refuse(
                "tee", in: layer, "it is the destination itself", "give another folder, on another disk if possible")
        }
    }

    private static func refuse(
        _ path: String, in layer: ConfigurationLayer, _ message: String, _ hint: String
    ) throws(ConfigurationError) {
        guard let value = layer.values[path] else { return }
        throw ConfigurationError(code: .conflict, origin: value.origin, key: path, message: message, hint: hint)
    }
}

extension String {
    /// A path without slashes at its end.
    var withoutSlashes: String {
        let end = lastIndex { $0 != "/" }
        return end.map { String(self[...$0]) } ?? self
    }
}
