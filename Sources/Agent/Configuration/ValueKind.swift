/// How what was given becomes a value: a number within bounds, a size with a unit, a URL, ...
struct ValueKind<Value: Sendable>: Sendable {
    /// What a right value looks like, to follow "is not": "a whole number between 1 and 9".
    let expected: String
    var isList = false
    /// Nil when the text is not what is expected.
    let parse: @Sendable (ConfigurationValue.Content) -> Value?
}

extension ValueKind {
    /// A kind that is written as one text.
    init(_ expected: String, _ parse: @escaping @Sendable (String) -> Value?) {
        self.init(expected: expected) { value in
            guard case .text(let text) = value else { return nil }
            return parse(text)
        }
    }

    /// The same, where nothing given means none.
    static func optional<Wrapped>(_ kind: ValueKind<Wrapped>) -> ValueKind where Value == Wrapped? {
        ValueKind(expected: kind.expected) { value in
            if case .text("") = value { return .some(nil) }
            return kind.parse(value).map(Optional.some)
        }
    }

    /// One word of an enumeration.
    static func choice() -> ValueKind where Value: CaseIterable & RawRepresentable<String> {
        let words = Value.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        return ValueKind("one of \(words)") { Value(rawValue: $0.lowercased()) }
    }
}
