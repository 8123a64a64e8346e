/// A pattern for paths, with the meaning of Python's `PurePath.full_match`, which Home Assistant uses for its exclusions.
///
/// `**` stands for any number of whole segments, `*` and `?` stay within one, `[abc]` and `[!a-z]` are sets. The whole
/// path must match: `*.log` means the top level only.
package struct Glob: Sendable, Equatable {
    private let segments: [Segment]

    private enum Segment: Sendable, Equatable {
        case anySegments
        case pattern([Token])
    }

    package init(_ pattern: String) {
        let parts = pattern.utf8.split(separator: slash, omittingEmptySubsequences: true)
            .filter { !$0.elementsEqual(".".utf8) }
        segments = parts.indices.flatMap { index -> [Segment] in
            guard parts[index].elementsEqual("**".utf8) else {
                return [.pattern(tokens(of: characters(Array(parts[index]))))]
            }
            // At the end it stands for what is in a folder, not for the folder as well.
            return index == parts.indices.last ? [.anySegments, .pattern([.anyCharacters])] : [.anySegments]
        }
    }

    /// - Parameter path: raw bytes, segments separated by slashes, none at the start or end.
    package func matches(_ path: [UInt8]) -> Bool {
        matches(segments: Self.segments(of: path))
    }

    func matches(segments names: [[UInt32]]) -> Bool {
        matchesAll(segments, names, isAny: { $0 == .anySegments }, matches: Self.matches)
    }

    /// Whether the path matches, or one of the folders it lies in does.
    func matchesOrHolds(segments names: [[UInt32]]) -> Bool {
        matches(segments: names) || (1..<max(1, names.count)).contains { matches(segments: Array(names.prefix($0))) }
    }

    /// Whether a folder can match, be in one that does, or hold something that does.
    func reaches(segments names: [[UInt32]]) -> Bool {
        for (segment, name) in zip(segments, names) {
            if segment == .anySegments { return true }
            if !Self.matches(segment, name) { return false }
        }
        return true
    }

    private static func matches(_ segment: Segment, _ name: [UInt32]) -> Bool {
        guard case .pattern(let tokens) = segment else { return false }
        return matchesAll(tokens, name, isAny: { $0 == .anyCharacters }, matches: { $0.matches($1) })
    }

    static func segments(of path: [UInt8]) -> [[UInt32]] {
        path.split(separator: slash).map { characters(Array($0)) }
    }
}

private let slash = UInt8(ascii: "/")

/// The characters of a name, or its bytes where it is not UTF-8.
private func characters(_ name: [UInt8]) -> [UInt32] {
    String(validating: name, as: UTF8.self).map { $0.unicodeScalars.map(\.value) } ?? name.map(UInt32.init)
}

/// Whether a pattern covers all items, going back no further than to the last token that stands for any number of them:
/// the time is at most the product of both lengths.
private func matchesAll<Token, Item>(
    _ pattern: [Token], _ items: [Item], isAny: (Token) -> Bool, matches: (Token, Item) -> Bool
) -> Bool {
    var (position, index) = (0, 0)
    var retry: (position: Int, index: Int)?
    while index < items.count {
        if position < pattern.count, isAny(pattern[position]) {
            position += 1
            retry = (position, index)
        } else if position < pattern.count, matches(pattern[position], items[index]) {
            (position, index) = (position + 1, index + 1)
        } else if let last = retry {
            retry = (last.position, last.index + 1)
            (position, index) = (last.position, last.index + 1)
        } else {
            return false
        }
    }
    return pattern[position...].allSatisfy(isAny)
}

/// A part of a pattern within one segment.
private enum Token: Sendable, Equatable {
    case anyCharacters
    case anyCharacter
    case character(UInt32)
    case set(CharacterSet)

    func matches(_ character: UInt32) -> Bool {
        switch self {
        case .anyCharacters: false
        case .anyCharacter: true
        case .character(let own): own == character
        case .set(let set): set.contains(character)
        }
    }
}

private func tokens(of pattern: [UInt32]) -> [Token] {
    var tokens: [Token] = []
    var rest = pattern[...]
    while let first = rest.first {
        if first == ascii("["), let set = CharacterSet(rest) {
            tokens.append(.set(set))
            rest = rest.dropFirst(set.length)
            continue
        }
        tokens.append(first == ascii("*") ? .anyCharacters : first == ascii("?") ? .anyCharacter : .character(first))
        rest = rest.dropFirst()
    }
    return tokens
}

private func ascii(_ scalar: Unicode.Scalar) -> UInt32 { scalar.value }

/// `[abc]`, `[a-z]`, `[!abc]` at the start of a pattern; nil when the bracket is never closed and so stands for itself.
private struct CharacterSet: Equatable {
    /// Characters of the pattern it takes.
    let length: Int
    private let members: [UInt32]
    private let isNegated: Bool

    init?(_ pattern: ArraySlice<UInt32>) {
        let inside = pattern.dropFirst()
        isNegated = inside.first == ascii("!")
        let body = isNegated ? inside.dropFirst() : inside
        // A closing bracket right at the start is a member, as in shells.
        guard let end = body.dropFirst().firstIndex(of: ascii("]")) else { return nil }
        members = Array(body[..<end])
        length = end - pattern.startIndex + 1
    }

    func contains(_ character: UInt32) -> Bool {
        var rest = members[...]
        var isMember = false
        while let low = rest.popFirst() {
            if rest.count >= 2, rest.first == ascii("-") {
                let high = rest[rest.startIndex + 1]
                rest = rest.dropFirst(2)
                isMember = isMember || (low <= character && character <= high)
            } else {
                isMember = isMember || low == character
            }
        }
        return isMember != isNegated
    }
}
