/// A value of a YAML document, with the place it stands at so that a complaint can point to it.
package enum YAMLNode: Sendable, Hashable {
    /// A place in a document; both numbers count from 1, columns in characters.
    package struct Mark: Sendable, Hashable {
        package let line: Int
        package let column: Int

        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    /// One `key: value` line of a mapping.
    package struct Pair: Sendable, Hashable {
        package let key: String
        package let keyMark: Mark
        package let value: YAMLNode

        package init(key: String, keyMark: Mark, value: YAMLNode) {
            self.key = key
            self.keyMark = keyMark
            self.value = value
        }
    }

    /// Text as written. `isPlain` is false for quoted and block text, `tag` is nil or a local one such as `!secret`.
    case scalar(String, isPlain: Bool, tag: String?, at: Mark)
    case sequence([YAMLNode], at: Mark)
    /// Keys are unique and in the order of the file.
    case mapping([Pair], at: Mark)
}

extension YAMLNode.Pair {
    /// The key as far as a message may show it.
    var shownKey: String { Self.shown(key) }

    /// Where a space after the colon is missing, YAML takes the value for a part of the key: `{password:hunter2}`.
    static func shown(_ key: String) -> String {
        let name = key.prefix(64).prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./<".contains($0)) }
        return name.utf8.count == key.utf8.count ? key : name + "..."
    }
}

extension YAMLNode {
    package var mark: Mark {
        switch self {
        case .scalar(_, _, _, let mark), .sequence(_, let mark), .mapping(_, let mark): mark
        }
    }

    /// True for `key:` with nothing behind it, `~` and `null`.
    package var isNull: Bool {
        guard case .scalar(let text, isPlain: true, tag: nil, _) = self else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }
}
