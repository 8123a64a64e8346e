import FoundationEssentials

extension Date {
    /// UTC with whole seconds: `2026-11-23T02:30:00Z`, the form of every time in a payload.
    package var payloadText: String { formatted(.iso8601) }

    /// Reads a time with zone, with or without fractions of a second.
    package init?(payloadText text: String) {
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? Date(text, strategy: .iso8601)) ?? (try? Date(text, strategy: fractional)) else {
            return nil
        }
        self = date
    }
}
