/// One value as it was given, before anybody knows what it should be.
struct ConfigurationValue: Sendable {
    enum Content: Sendable {
        case text(String)
        case list([String])
    }

    var content: Content
    let origin: ConfigurationError.Origin
    /// True when the text came from a secret: then no message may quote it.
    var isSecret = false

    var isEmpty: Bool {
        guard case .text(let text) = content else { return false }
        return text.isEmpty
    }
}
