/// A pattern for paths, with the meaning of Python's `PurePath.full_match`, which Home Assistant uses for its exclusions.
///
/// `**` stands for any number of whole segments, `*` and `?` stay within one, `[abc]` and `[!a-z]` are sets. The whole
/// path must match: `*.log` means the top level only.
package struct Glob: Sendable, Equatable {
    private let segments: [Segment]

    private enum Segment: Sendable, Equatable {
        case anySegments
        case pattern([UInt8])
    }

    package init(_ pattern: String) {
        segments = pattern.utf8.split(separator: slash, omittingEmptySubsequences: true).map {
            $0.elementsEqual("**".utf8) ? .anySegments : .pattern(Array($0))
        }
    }

    /// - Parameter path: raw bytes, segments separated by slashes, none at the start or end.
    package func matches(_ path: [UInt8]) -> Bool {
        Self.match(segments[...], path.split(separator: slash)[...])
    }

    private static func match(_ pattern: ArraySlice<Segment>, _ path: ArraySlice<ArraySlice<UInt8>>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        switch first {
        case .anySegments:
            let rest = pattern.dropFirst()
            if rest.isEmpty { return true }
            return (path.startIndex...path.endIndex).contains { match(rest, path[$0...]) }
        case .pattern(let segment):
            guard let name = path.first, matchSegment(segment[...], name) else { return false }
            return match(pattern.dropFirst(), path.dropFirst())
        }
    }

    private static func matchSegment(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        switch first {
        case UInt8(ascii: "*"):
            let rest = pattern.drop { $0 == UInt8(ascii: "*") }
            if rest.isEmpty { return true }
            return (name.startIndex...name.endIndex).contains { matchSegment(rest, name[$0...]) }
        case UInt8(ascii: "["):
            guard let set = CharacterSet(pattern) else { fallthrough }
            guard let byte = name.first, set.contains(byte) else { return false }
            return matchSegment(pattern.dropFirst(set.length), name.dropFirst())
        default:
            guard let byte = name.first, first == UInt8(ascii: "?") || first == byte else { return false }
            return matchSegment(pattern.dropFirst(), name.dropFirst())
        }
    }
}

private let slash = UInt8(ascii: "/")

/// `[abc]`, `[a-z]`, `[!abc]` at the start of a pattern; nil when the bracket is never closed and so stands for itself.
private struct CharacterSet {
    /// Bytes of the pattern it takes.
    let length: Int
    private let members: [UInt8]
    private let isNegated: Bool

    init?(_ pattern: ArraySlice<UInt8>) {
        let inside = pattern.dropFirst()
        isNegated = inside.first == UInt8(ascii: "!")
        let body = isNegated ? inside.dropFirst() : inside
        // A closing bracket right at the start is a member, as in shells.
        guard let end = body.dropFirst().firstIndex(of: UInt8(ascii: "]")) else { return nil }
        members = Array(body[..<end])
        length = end - pattern.startIndex + 1
    }

    func contains(_ byte: UInt8) -> Bool {
        var rest = members[...]
        var isMember = false
        while let low = rest.popFirst() {
            if rest.count >= 2, rest.first == UInt8(ascii: "-") {
                let high = rest[rest.startIndex + 1]
                rest = rest.dropFirst(2)
                isMember = isMember || (low <= byte && byte <= high)
            } else {
                isMember = isMember || low == byte
            }
        }
        return isMember != isNegated
    }
}
