import FoundationEssentials

extension Date {
    /// Reads a time with zone, with or without fractions of a second (RFC 3339): what Google sends and manifests hold.
    package init?(rfc3339 text: String) {
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? Date(text, strategy: .iso8601)) ?? (try? fractional.parse(text)) else { return nil }
        self = date
    }
}
