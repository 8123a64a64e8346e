/// The header `Content-Range` (RFC 9110, 14.4) of an upload's or a download's piece; offsets and sizes in bytes.
package struct ContentRange: Equatable, Sendable {
    /// The bytes of the piece; nil for `*`, an empty piece.
    package var bytes: Range<Int64>?
    /// The size of the whole; nil for `*`, not known yet.
    package var total: Int64?

    package init(bytes: Range<Int64>?, total: Int64?) {
        // A range of no bytes cannot be written as first and last.
        self.bytes = bytes?.isEmpty == true ? nil : bytes
        self.total = total
    }

    /// nil for what is no content range or contradicts itself.
    package init?(parsing text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst("bytes ".count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "*" || byteRange(parts[0]) != nil else { return nil }
        guard parts[1] == "*" || digits(parts[1]) != nil else { return nil }
        self.init(bytes: byteRange(parts[0]), total: digits(parts[1]))
        if let bytes, let total, bytes.upperBound > total { return nil }
    }
}

extension ContentRange: CustomStringConvertible {
    package var description: String {
        let piece = bytes.map { "\($0.lowerBound)-\($0.upperBound - 1)" } ?? "*"
        return "bytes \(piece)/\(total.map(String.init) ?? "*")"
    }
}

/// The header `Range` of a 308: how much of an upload the server has kept.
package enum AcknowledgedRange {
    /// The number of bytes kept from the start: no header means none; nil for a header that cannot be understood.
    package static func count(_ header: String?) -> Int64? {
        guard let header else { return 0 }
        let text = header.hasPrefix("bytes=") ? header.dropFirst("bytes=".count) : header[...]
        guard let range = byteRange(text), range.lowerBound == 0 else { return nil }
        return range.upperBound
    }
}

/// `first-last`, both included.
private func byteRange(_ text: Substring) -> Range<Int64>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = digits(ends[0]), let last = digits(ends[1]), first <= last, last < .max else {
        return nil
    }
    return first..<(last + 1)
}

/// A number written with digits only: `Int64` would take a sign too.
private func digits(_ text: Substring) -> Int64? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int64(text) : nil
}
