/// Why the configuration was not taken: what is wrong, where, and what to do. Holds no secret.
package struct ConfigurationError: Error, Sendable, Hashable {
    /// What kind of fault it is; the raw value is stable.
    package enum Code: String, Sendable {
        case fileNotFound = "config_file_not_found"
        case fileUnreadable = "config_file_unreadable"
        case invalidSyntax = "config_invalid_syntax"
        case unknownKey = "config_unknown_key"
        case wrongType = "config_wrong_type"
        case invalidValue = "config_invalid_value"
        case secretNotFound = "config_secret_not_found"
        case conflict = "config_conflict"
    }

    package let code: Code
    package let origin: Origin
    /// The full path of the key, such as `mqtt.port`; nil when the fault is not about one.
    package var key: String?
    /// A clause without capital and full stop.
    package let message: String
    /// What to do about it, if something can be said.
    package var hint: String?
}

extension ConfigurationError {
    /// Where a value was given.
    package enum Origin: Sendable, Hashable, CustomStringConvertible {
        case file(String, YAMLNode.Mark?)
        /// The name of an environment variable.
        case environment(String)

        package var description: String {
            switch self {
            case .file(let name, let mark?): "\(name):\(mark.line):\(mark.column)"
            case .file(let name, nil): name
            case .environment(let variable): variable
            }
        }
    }

    package var file: String? {
        guard case .file(let name, _) = origin else { return nil }
        return name
    }

    package var line: Int? {
        guard case .file(_, let mark?) = origin else { return nil }
        return mark.line
    }

    package var column: Int? {
        guard case .file(_, let mark?) = origin else { return nil }
        return mark.column
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// One line, as compilers write it: `drivepipe.yaml:3:9: mqtt.port: "70000" is not ... - hint`.
    /// Control characters, of a file's name for instance, do not reach the terminal.
    package var description: String {
        var text = "\(origin): "
        if let key { text += "\(key): " }
        text += message
        if let hint { text += " - \(hint)" }
        return String(text.printable.prefix(600))
    }
}
