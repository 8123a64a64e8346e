/// Whether the brackets of a Jinja template match: the slip of the pen that Home Assistant tells only its own log.
enum TemplateBrackets {
    /// What closes each bracket.
    private static let ends: [UInt8: UInt8] = [
        UInt8(ascii: "{"): UInt8(ascii: "}"), UInt8(ascii: "["): UInt8(ascii: "]"),
        UInt8(ascii: "("): UInt8(ascii: ")"),
    ]

    static func match(in template: String) -> Bool {
        var rest = Array(template.utf8)[...]
        while let first = rest.popFirst() {
            guard let second = rest.first else { break }
            switch (first, second) {
            case (UInt8(ascii: "{"), UInt8(ascii: "{")), (UInt8(ascii: "{"), UInt8(ascii: "%")):
                rest.removeFirst()
                let closing = second == UInt8(ascii: "{") ? UInt8(ascii: "}") : second
                guard skipCode(&rest, upTo: closing) else { return false }
            case (UInt8(ascii: "}"), UInt8(ascii: "}")), (UInt8(ascii: "%"), UInt8(ascii: "}")): return false
            default: break
            }
        }
        return true
    }

    /// - Parameter closing: the first of the two brackets at the end.
    /// - Returns: false when the end is not there.
    private static func skipCode(_ rest: inout ArraySlice<UInt8>, upTo closing: UInt8) -> Bool {
        var open: [UInt8] = []
        while let byte = rest.popFirst() {
            if open.isEmpty, byte == closing, rest.first == UInt8(ascii: "}") {
                rest.removeFirst()
                return true
            }
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                skipText(&rest, quote: byte)
            } else if let end = ends[byte] {
                open.append(end)
            } else if ends.values.contains(byte), open.popLast() != byte {
                return false
            }
        }
        return false
    }

    private static func skipText(_ rest: inout ArraySlice<UInt8>, quote: UInt8) {
        while let byte = rest.popFirst(), byte != quote {
            if byte == UInt8(ascii: "\\") { rest = rest.dropFirst() }
        }
    }
}
