/// Walks a YAML document along the known keys and collects what stands there.
struct ConfigurationFileReader {
    private(set) var layer = ConfigurationLayer()
    private let file: String
    private var secrets: SecretsYAML

    init(file: String) {
        self.file = file
        secrets = SecretsYAML(beside: file)
    }

    /// - Parameter path: of the section, empty for the whole file.
    mutating func read(section: YAMLNode, path: String) throws(ConfigurationError) {
        guard case .mapping(let pairs, _) = section else {
            let what = path.isEmpty ? "the file" : "this"
            throw error(.wrongType, path, section.mark, "\(what) must be a section with keys below it")
        }
        if path == "source.folders" { layer.listsFolders = true }
        for pair in pairs {
            let name = pair.key == "addons/local" ? "addons_local" : pair.key
            try read(pair, section: path, path: path.isEmpty ? name : "\(path).\(name)")
        }
    }

    private mutating func read(
        _ pair: YAMLNode.Pair, section: String, path: String
    ) throws(ConfigurationError) {
        if pair.key.contains(".") {
            throw unknown(pair, section: section)
        } else if ConfigurationKey.sections.contains(path) {
            if !pair.value.isNull { try read(section: pair.value, path: path) }
        } else if ConfigurationKey.knownPaths.contains(path) {
            guard layer.insert(try value(pair.value, path: path), at: path) else {
                throw error(.conflict, path, pair.keyMark, "the key is given twice")
            }
        } else {
            throw unknown(pair, section: section)
        }
    }

    private mutating func value(_ node: YAMLNode, path: String) throws(ConfigurationError) -> ConfigurationValue {
        var value = ConfigurationValue(
            content: .text(""), origin: .file(file, node.mark), isSecret: ConfigurationKey.secretPaths.contains(path))
        switch node {
        case .mapping:
            throw error(.wrongType, path, node.mark, "a section stands where one value is expected")
        case .sequence(let nodes, _):
            guard ConfigurationKey.lists.contains(path) else {
                throw error(.wrongType, path, node.mark, "a list stands where one value is expected")
            }
            var items: [String] = []
            for item in nodes { items.append(try text(item, path: path, isSecret: &value.isSecret)) }
            value.content = .list(items)
        case .scalar:
            value.content = .text(try text(node, path: path, isSecret: &value.isSecret))
        }
        return value
    }

    private mutating func text(
        _ node: YAMLNode, path: String, isSecret: inout Bool
    ) throws(ConfigurationError) -> String {
        guard case .scalar(let text, _, let tag, let mark) = node else {
            throw error(.wrongType, path, node.mark, "the items of this list must be text")
        }
        switch tag {
        case nil: return node.isNull ? "" : text
        case "!secret":
            isSecret = true
            return try secrets.value(of: text, key: path, at: .file(file, mark))
        default:
            // It is not quoted: a password that starts with an exclamation mark looks like a tag.
            throw error(
                .wrongType, path, mark, "`!` starts a tag, and this one is not known",
                hint: "write `!secret NAME`, or put the text in quotes")
        }
    }
}

extension ConfigurationFileReader {
    private func unknown(_ pair: YAMLNode.Pair, section: String) -> ConfigurationError {
        let names = ConfigurationKey.names(in: section)
        let hint: String
        if let guess = Suggestion.closest(to: pair.key, among: names) {
            hint = "did you mean `\(guess)`?"
        } else if let elsewhere = ConfigurationKey.knownPaths.sorted().first(where: { $0.hasSuffix("." + pair.key) }) {
            hint = "did you mean `\(elsewhere)`?"
        } else {
            hint = "known here: \(names.joined(separator: ", "))"
        }
        let shown = section.isEmpty ? pair.shownKey : "\(section).\(pair.shownKey)"
        return error(.unknownKey, shown, pair.keyMark, "there is no such key", hint: hint)
    }

    private func error(
        _ code: ConfigurationError.Code, _ path: String, _ mark: YAMLNode.Mark, _ message: String, hint: String? = nil
    ) -> ConfigurationError {
        ConfigurationError(
            code: code, origin: .file(file, mark), key: path.isEmpty ? nil : path, message: message, hint: hint)
    }
}
