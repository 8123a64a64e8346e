/// Composes a stream of YAML events into one `YAMLNode`.
///
/// It takes what a configuration needs and refuses the rest by name: one document, unique scalar keys, no anchors and
/// aliases (they can blow a small file up to gigabytes), bounded depth and size.
package struct YAMLComposer: ~Copyable {
    /// Bytes a file may have.
    package static let maximumSize = 256 * 1024
    /// Mappings and lists within one another.
    package static let maximumDepth = 16

    private var parser: YAMLParser

    /// - Returns: the document, or nil when there is none but comments.
    /// - Throws: `YAMLError`, with the place.
    package static func compose(_ bytes: [UInt8]) throws(YAMLError) -> YAMLNode? {
        try checkEncoding(bytes)
        // libyaml asserts that it is given an address, which nothing has none of.
        if bytes.isEmpty { return nil }
        return try bytes.withUnsafeBufferPointer { buffer throws(YAMLError) -> YAMLNode? in
            var composer = YAMLComposer(parser: try YAMLParser(buffer))
            return try composer.document()
        }
    }

    /// libyaml would name an offset into bytes; a line is what an editor can find.
    private static func checkEncoding(_ bytes: [UInt8]) throws(YAMLError) {
        let start = YAMLNode.Mark(line: 1, column: 1)
        guard bytes.count <= maximumSize else {
            throw YAMLError(message: "the file is larger than \(maximumSize / 1024) KiB", mark: start)
        }
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw YAMLError(
            message: "the text is not UTF-8", mark: .init(line: line + 1, column: 1),
            hint: "save the file with the encoding UTF-8")
    }
}

extension YAMLComposer {
    private mutating func document() throws(YAMLError) -> YAMLNode? {
        _ = try parser.next()
        guard case .documentStart = try parser.next().kind else { return nil }
        let root = try node(try parser.next(), depth: 0)
        _ = try parser.next()
        let end = try parser.next()
        guard case .streamEnd = end.kind else {
            throw YAMLError(message: "there is a second document", mark: end.mark, hint: "keep one, without `---`")
        }
        return root
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> YAMLNode {
        try check(event, depth: depth)
        switch event.kind {
        case .scalar(let text, let isPlain):
            return .scalar(text, isPlain: isPlain, tag: event.tag, at: event.mark)
        case .sequenceStart: return .sequence(try items(depth: depth + 1), at: event.mark)
        case .mappingStart: return .mapping(try pairs(depth: depth + 1), at: event.mark)
        default: throw YAMLError(message: "a value is missing here", mark: event.mark)
        }
    }

    private func check(_ event: YAMLEvent, depth: Int) throws(YAMLError) {
        if case .alias = event.kind { throw Self.refusesAnchors(at: event.mark) }
        if event.hasAnchor { throw Self.refusesAnchors(at: event.mark) }
        guard depth <= Self.maximumDepth else {
            throw YAMLError(message: "values are nested deeper than \(Self.maximumDepth) levels", mark: event.mark)
        }
        if case .scalar = event.kind { return }
        if event.tag != nil {
            throw YAMLError(message: "a tag cannot stand before a list or section", mark: event.mark)
        }
    }

    private static func refusesAnchors(at mark: YAMLNode.Mark) -> YAMLError {
        YAMLError(
            message: "anchors (`&`) and aliases (`*`) are not taken here", mark: mark,
            hint: "write the value out, in quotes if the sign belongs to it")
    }

    private mutating func items(depth: Int) throws(YAMLError) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let event = try parser.next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try node(event, depth: depth))
        }
    }

    private mutating func pairs(depth: Int) throws(YAMLError) -> [YAMLNode.Pair] {
        var pairs: [YAMLNode.Pair] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try parser.next()
            if case .mappingEnd = event.kind { return pairs }
            let key = try key(event, depth: depth)
            if let line = lines.updateValue(event.mark.line, forKey: key) {
                throw YAMLError(
                    message: "the key `\(YAMLNode.Pair.shown(key))` stands here twice", mark: event.mark,
                    hint: "it is in line \(line) already; keep one of them")
            }
            pairs.append(.init(key: key, keyMark: event.mark, value: try node(try parser.next(), depth: depth)))
        }
    }

    private func key(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> String {
        try check(event, depth: depth)
        guard case .scalar(let key, _) = event.kind, event.tag == nil else {
            throw YAMLError(message: "a key must be plain text", mark: event.mark)
        }
        return key
    }
}
