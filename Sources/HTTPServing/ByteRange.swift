/// The `Range` of a download (RFC 9110, section 14), one range only.
package enum ByteRange: Equatable, Sendable {
    /// No range, or one that is not understood and therefore ignored.
    case whole
    case part(first: Int64, last: Int64)
    /// Beyond the end: 416.
    case unsatisfiable

    /// - Parameter size: bytes of the file.
    package init(_ header: String?, size: Int64) {
        self = .whole
        guard let header, header.hasPrefix("bytes=") else { return }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return }
        switch (Int64(ends[0]), Int64(ends[1])) {
        case (let first?, let last) where last != nil || ends[1].isEmpty:
            let last = min(last ?? .max, size - 1)
            self = first < size && first <= last ? .part(first: first, last: last) : .unsatisfiable
        case (nil, let suffix?) where ends[0].isEmpty:
            self = suffix > 0 && size > 0 ? .part(first: max(0, size - suffix), last: size - 1) : .unsatisfiable
        default: return
        }
    }
}
