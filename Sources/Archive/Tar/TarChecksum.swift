/// The checksum of a header block: the sum of its bytes, the checksum's own eight taken as spaces.
enum TarChecksum {
    static let field = 148..<156

    static func computed(over block: [UInt8]) -> Int64 {
        var sum = Int64(field.count) * 0x20
        for byte in block { sum += Int64(byte) }
        for byte in block[field] { sum -= Int64(byte) }
        return sum
    }

    /// Only in the forms that writers are known to use, any two of them more than one bit apart: the field is not part
    /// of the sum, and a flipped bit in it shall be found too. A zero and a space are one bit apart, so spaces before
    /// the digits are taken only from writers who put them before the mode as well.
    static func stored(in block: [UInt8]) -> Int64? {
        let tail = Array(block[154..<156])
        let digits =
            switch (tail[0], tail[1]) {
            case (0, space), (space, 0): block[148..<154]
            case (_, 0): block[148..<155]
            default: block[148..<148]
            }
        let padded = digits.drop { $0 == space && block[100] == space }
        guard !padded.isEmpty, padded.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "7")).contains) else { return nil }
        return TarNumber.parse(padded)
    }

    private static let space = UInt8(ascii: " ")
}
