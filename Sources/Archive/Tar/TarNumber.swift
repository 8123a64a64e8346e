/// The number in a field of a tar header, in the forms that real writers use.
enum TarNumber {
    /// Octal digits between spaces and NULs, or the base 256 that GNU tar brought for what octal cannot hold.
    /// - Returns: nil when it is neither, or does not fit 64 bits. An empty field is 0.
    static func parse(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return 0 }
        return first & 0x80 != 0 ? base256(field) : octal(field)
    }

    /// Two's complement, big endian; the field's first bit is the mark, the second one the sign.
    private static func base256(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return nil }
        var value = Int64(first & 0x3f) - (first & 0x40 != 0 ? 0x40 : 0)
        for byte in field.dropFirst() {
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 256)
            if overflow { return nil }
            // The product's low byte is zero, so nothing can overflow here.
            value = shifted | Int64(byte)
        }
        return value
    }

    private static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.drop { $0 == space }.prefix { $0 != space && $0 != 0 }
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit), value < 1 << 60 else { return nil }
            value = value << 3 | Int64(digit & 7)
        }
        return value
    }

    private static let space = UInt8(ascii: " ")
}
