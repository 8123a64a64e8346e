import JSON

extension JSON {
    /// A number, whether it was written with a fraction or not.
    var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// A number of bytes, not negative; nil for anything else.
    var byteCount: Int64? {
        guard let value = double, value >= 0 else { return nil }
        return integer ?? Int64(exactly: value.rounded())
    }

    /// The strings of an array, without whatever else is in it.
    var strings: [String] { array?.compactMap(\.string) ?? [] }
}
