import JSON

/// What stands for `{base}`, `{node}` and `{version}` in discovery files.
package struct DiscoveryPlaceholders: Sendable {
    /// Base topic of the agent.
    package var base: String
    /// Name of this agent among others.
    package var node: String
    package var version: String
    /// Whether entity ids are told in the words of Home Assistant before 2025.10, too.
    package var givesObjectIDs: Bool

    package init(base: String, node: String, version: String, givesObjectIDs: Bool = false) {
        self.base = base
        self.node = node
        self.version = version
        self.givesObjectIDs = givesObjectIDs
    }

    /// Replaces placeholders in every text of a value, but not in keys.
    /// - Returns: the value, and the first placeholder that means nothing. Jinja's double braces are left alone.
    func fill(_ value: JSON) -> (value: JSON, unknown: String?) {
        var unknown: String?
        let filled = fill(value, &unknown)
        return (filled, unknown)
    }

    private func fill(_ value: JSON, _ unknown: inout String?) -> JSON {
        switch value {
        case .string(let text): .string(fill(text, &unknown))
        case .array(let elements): .array(elements.map { fill($0, &unknown) })
        case .object(let members): .object(members.mapValues { fill($0, &unknown) })
        default: value
        }
    }

    private func fill(_ text: String, _ unknown: inout String?) -> String {
        var result = ""
        var rest = Substring(text)
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            rest = rest[brace...]
            if let name = Self.name(rest) {
                if self[name] == nil { unknown = unknown ?? String(name) }
                result += self[name] ?? ""
                rest = rest.dropFirst(name.count + 2)
            } else {
                let braces = rest.prefix { $0 == "{" }
                result += braces
                rest = rest.dropFirst(braces.count)
            }
        }
        return result + rest
    }

    /// The word in `{word}` at the start of a text.
    private static func name(_ text: Substring) -> Substring? {
        let word = text.dropFirst().prefix { $0.isLetter || $0 == "_" }
        let end = text.dropFirst(word.count + 1)
        return !word.isEmpty && end.first == "}" ? word : nil
    }

    private subscript(name: Substring) -> String? {
        switch name {
        case "base": base
        case "node": node
        case "version": version
        default: nil
        }
    }
}
