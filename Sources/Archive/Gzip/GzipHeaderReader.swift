/// Reads past the header of a gzip member (RFC 1952, 2.3.1), checking all of it that can be checked.
struct GzipHeaderReader {
    private let source: BufferedSource
    private var crc = CRC32()

    private static let (hasChecksum, hasExtra, hasName, hasComment): (UInt8, UInt8, UInt8, UInt8) = (2, 4, 8, 16)

    init(_ source: BufferedSource) {
        self.source = source
    }

    mutating func byte() throws -> UInt8 {
        let byte = try source.byte()
        withUnsafeBytes(of: byte) { crc.update($0) }
        return byte
    }

    consuming func read() throws {
        guard try byte() == 0x1f, try byte() == 0x8b else { throw damage("it is not gzip") }
        guard try byte() == 8 else { throw damage("an unknown method") }
        let flags = try byte()
        guard flags & 0xe0 == 0 else { throw damage("unknown flags") }
        for _ in 0..<6 { _ = try byte() }
        if flags & Self.hasExtra != 0 { try passExtra() }
        if flags & Self.hasName != 0 { try passText() }
        if flags & Self.hasComment != 0 { try passText() }
        if flags & Self.hasChecksum != 0 { try checkChecksum() }
    }

    private mutating func passExtra() throws {
        let length = Int(try byte()) | Int(try byte()) << 8
        for _ in 0..<length { _ = try byte() }
    }

    private mutating func passText() throws {
        while try byte() != 0 {}
    }

    private func checkChecksum() throws {
        guard try source.littleEndian(2) == crc.value & 0xffff else {
            throw ArchiveDamage.checksumMismatch(of: "the header of the compressed data")
        }
    }

    private func damage(_ reason: String) -> ArchiveDamage {
        .badCompression(offset: source.position, reason: reason)
    }
}
