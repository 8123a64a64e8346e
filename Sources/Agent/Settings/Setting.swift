/// One setting and what it is to be: what stands on `set/<option>`, found to be right.
package struct Setting: Sendable {
    /// The word that brings back what the configuration file says.
    package static let fileWord = "default"

    package let key: SettingKey
    /// Nil: what the configuration file says.
    package let value: String?

    /// - Throws: `SettingError`.
    package init(_ name: String, _ text: String) throws(SettingError) {
        guard let key = SettingKey.named(name) else { throw .unknown }
        self.key = key
        if text.lowercased() == Self.fileWord || key.fileWords.contains(text) {
            value = nil
            return
        }
        var trial = Configuration()
        // A number ends at a NUL, whatever comes behind it.
        guard text.utf8.count <= 64, text == text.printable, key.apply(text, &trial) else {
            throw .invalid("\(key.name) is \(key.expected), or `\(Self.fileWord)` for what the file says.")
        }
        value = text
    }
}

/// Why a setting stays as it is.
package enum SettingError: Error, Equatable {
    case unknown
    case retained
    case invalid(String)

    /// For the reply.
    var code: Reply.Code { self == .retained ? .retainedCommand : .invalidPayload }
}

extension SettingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknown: "There is no setting of that name."
        case .retained: "A retained setting is never carried out."
        case .invalid(let rule): rule
        }
    }
}
