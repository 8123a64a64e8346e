/// One value as it was given, before anybody knows what it should be.
struct Setting: Sendable {
    enum Value: Sendable {
        case text(String)
        case list([String])
    }

    var value: Value
    let origin: ConfigurationError.Origin
    /// True when the text came from a secret: then no message may quote it.
    var isSecret = false

    var isEmpty: Bool {
        guard case .text(let text) = value else { return false }
        return text.isEmpty
    }
}
