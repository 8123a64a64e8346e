/// Something that can be set while the agent runs: the plain text on `set/<option>`.
package enum Setting: Sendable, Equatable {
    /// The most bytes a second that uploads may take; 0 for no limit.
    case rateLimit(Int64)

    /// What uploads may take at most is told in this many bytes a second.
    private static let megabyte = 1_000_000.0
    /// Megabytes a second beyond which a limit is none.
    private static let fastest = 10_000.0

    /// - Throws: `SettingError`.
    package init(_ option: String, _ text: String) throws(SettingError) {
        guard option == "rate_limit" else { throw .unknown(option) }
        guard let rate = Double(text), rate == 0 || (0.001...Self.fastest).contains(rate) else {
            throw .invalid("rate_limit is a number of megabytes a second from 0.001 to 10000, or 0 for no limit.")
        }
        self = .rateLimit(Int64((rate * Self.megabyte).rounded()))
    }
}

/// Why a setting stays as it is.
package enum SettingError: Error, Equatable {
    case unknown(String)
    case invalid(String)
}

extension SettingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknown: "There is no setting of that name."
        case .invalid(let rule): rule
        }
    }
}
