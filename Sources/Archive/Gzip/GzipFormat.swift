/// The fixed parts of a gzip member (RFC 1952) and of stored deflate blocks (RFC 1951, 3.2.4).
enum GzipFormat {
    /// No optional fields, no time, unknown system: ten bytes that every reader takes.
    static let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]

    /// The five bytes before the content of a stored block, which starts at a byte boundary.
    static func storedHeader(count: Int, isFinal: Bool) -> [UInt8] {
        let length = UInt16(truncatingIfNeeded: count)
        return [isFinal ? 1 : 0] + littleEndian(length) + littleEndian(~length)
    }

    /// Checksum and length (modulo 2^32) of the uncompressed bytes.
    static func trailer(crc: UInt32, length: Int64) -> [UInt8] {
        littleEndian(crc) + littleEndian(UInt32(truncatingIfNeeded: length))
    }

    private static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
