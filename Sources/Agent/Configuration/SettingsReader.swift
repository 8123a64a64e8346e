/// Walks a YAML document along the known keys and collects what stands there.
struct SettingsReader {
    private(set) var settings = Settings()
    private let file: String
    private var secrets: SecretsFile

    init(file: String) {
        self.file = file
        secrets = SecretsFile(beside: file)
    }

    /// - Parameter path: of the section, empty for the whole file.
    mutating func read(section: YAMLNode, path: String) throws(ConfigurationError) {
        guard case .mapping(let pairs, _) = section else {
            let what = path.isEmpty ? "the file" : "this"
            throw error(.wrongType, path, section.mark, "\(what) must be a section with keys below it")
        }
        if path == "source.folders" { settings.listsFolders = true }
        for pair in pairs {
            let name = pair.key == "addons/local" ? "addons_local" : pair.key
            try read(pair, section: path, path: path.isEmpty ? name : "\(path).\(name)")
        }
    }

    private mutating func read(
        _ pair: YAMLNode.Pair, section: String, path: String
    ) throws(ConfigurationError) {
        if pair.key.contains(".") {
            throw unknown(pair, section: section, path: path)
        } else if ConfigurationKey.sections.contains(path) {
            if !pair.value.isNull { try read(section: pair.value, path: path) }
        } else if ConfigurationKey.knownPaths.contains(path) {
            guard settings.insert(try setting(pair.value, path: path), at: path) else {
                throw error(.conflict, path, pair.keyMark, "the key is given twice")
            }
        } else {
            throw unknown(pair, section: section, path: path)
        }
    }

    private mutating func setting(_ node: YAMLNode, path: String) throws(ConfigurationError) -> Setting {
        var setting = Setting(
            value: .text(""), origin: .file(file, node.mark), isSecret: ConfigurationKey.secretPaths.contains(path))
        switch node {
        case .mapping:
            throw error(.wrongType, path, node.mark, "a section stands where one value is expected")
        case .sequence(let nodes, _):
            guard ConfigurationKey.lists.contains(path) else {
                throw error(.wrongType, path, node.mark, "a list stands where one value is expected")
            }
            var items: [String] = []
            for item in nodes { items.append(try text(item, path: path, isSecret: &setting.isSecret)) }
            setting.value = .list(items)
        case .scalar:
            setting.value = .text(try text(node, path: path, isSecret: &setting.isSecret))
        }
        return setting
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
        case let tag?:
            throw error(
                .wrongType, path, mark, "the tag `\(tag)` is not known", hint: "only `!secret NAME` is taken here")
        }
    }
}

extension SettingsReader {
    private func unknown(_ pair: YAMLNode.Pair, section: String, path: String) -> ConfigurationError {
        let names = ConfigurationKey.names(in: section)
        let hint: String
        if let guess = Suggestion.closest(to: pair.key, among: names) {
            hint = "did you mean `\(guess)`?"
        } else if let elsewhere = ConfigurationKey.knownPaths.sorted().first(where: { $0.hasSuffix("." + pair.key) }) {
            hint = "did you mean `\(elsewhere)`?"
        } else {
            hint = "known here: \(names.joined(separator: ", "))"
        }
        return error(.unknownKey, path, pair.keyMark, "there is no such key", hint: hint)
    }

    private func error(
        _ code: ConfigurationError.Code, _ path: String, _ mark: YAMLNode.Mark, _ message: String, hint: String? = nil
    ) -> ConfigurationError {
        ConfigurationError(
            code: code, origin: .file(file, mark), key: path.isEmpty ? nil : path, message: message, hint: hint)
    }
}
