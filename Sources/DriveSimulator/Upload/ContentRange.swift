import HTTPServing

/// The `Content-Range` of an upload request: which bytes it carries, or a question about what is kept.
enum ContentRange: Equatable, Sendable {
    /// `bytes first-last/total`; total nil for `*`.
    case bytes(first: Int64, last: Int64, total: Int64?)
    /// `bytes */total`; total nil for `*`.
    case query(total: Int64?)

    /// - Parameter lenient: reads google-api-python-client's malformed `bytes N-(N-1)/N` as `bytes */N`.
    /// - Returns: nil when the text is neither form.
    init?(_ text: String, lenient: Bool) {
        guard text.hasPrefix("bytes "), let slash = text.lastIndex(of: "/") else { return nil }
        let extent = text[text.index(text.startIndex, offsetBy: 6)..<slash]
        let size = text[text.index(after: slash)...]
        guard let total = size == "*" ? .some(nil) : Self.number(size).map(Optional.some) else { return nil }
        if extent == "*" {
            self = .query(total: total)
        } else {
            guard let range = Self.range(extent, total: total, lenient: lenient) else { return nil }
            self = range
        }
    }

    private static func range(_ extent: Substring, total: Int64?, lenient: Bool) -> ContentRange? {
        let ends = extent.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, let first = number(ends[0]) else { return nil }
        guard let last = number(ends[1]) ?? (ends[1] == "-1" ? -1 : nil) else { return nil }
        if last >= first, last < Int64.max { return .bytes(first: first, last: last, total: total) }
        return lenient && last == first - 1 && total == first ? .query(total: total) : nil
    }

    private static func number(_ digits: Substring) -> Int64? {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
        return Int64(digits)
    }
}
