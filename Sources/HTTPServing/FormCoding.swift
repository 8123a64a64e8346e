/// The `application/x-www-form-urlencoded` format, as in query strings and OAuth bodies (WHATWG URL, section 5).
package enum FormCoding {
    /// Decodes `a=1&b=2`; the last of equal names wins.
    package static func fields(_ text: some StringProtocol) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[decode(sides[0], plusIsSpace: true)] =
                sides.count > 1 ? decode(sides[1], plusIsSpace: true) : ""
        }
        return fields
    }

    /// Decodes percent escapes; a broken escape stays as it is.
    package static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        let source = Array(text.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < source.count {
            if source[index] == 0x25, let byte = escaped(source, at: index) {
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(plusIsSpace && source[index] == 0x2B ? 0x20 : source[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func escaped(_ source: [UInt8], at index: Int) -> UInt8? {
        guard index + 2 < source.count, source[index + 1] != 0x2B, source[index + 1] != 0x2D else { return nil }
        return UInt8(String(decoding: source[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
    }
}
