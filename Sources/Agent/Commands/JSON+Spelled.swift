import JSON

// Home Assistant's templates turn everything into text: what says the same is taken for the same.
extension JSON {
    /// A truth value, or a word for one.
    var spelledBool: Bool? {
        switch self {
        case .bool(let value): value
        case .string(let text):
            switch text.lowercased() {
            case "true", "on", "yes": true
            case "false", "off", "no": false
            default: nil
            }
        default: nil
        }
    }

    /// A whole number, or its digits.
    var spelledInteger: Int64? {
        switch self {
        case .integer(let value): value
        // 5.0, as divisions in templates give.
        case .number(let value): Int64(exactly: value)
        case .string(let text): Int64(text)
        default: nil
        }
    }
}
