import Pipe

/// Unpacks one gzip member (RFC 1952): header with whatever optional fields, deflate, checksum and length.
///
/// The end is only given out when checksum and length are right and nothing follows. Neither a bomb nor a header without
/// end costs memory.
package final class GzipReader: ByteSource {
    private enum Stage { case header, content, end }

    private let source: BufferedSource
    private let inflater = Inflater()
    private let limit: Int64
    private var stage = Stage.header
    private var crc = CRC32()
    private var unpacked: Int64 = 0

    /// - Parameter limit: bytes of output beyond which it is taken for a bomb; nil for none.
    package init(_ source: any ByteSource, limit: Int64? = nil) {
        self.source = BufferedSource(source)
        self.limit = limit ?? .max
    }

    /// - Throws: `ArchiveDamage`, with offsets in the compressed bytes; the source's errors.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if stage == .header {
            try GzipHeaderReader(source).read()
            stage = .content
        }
        guard stage == .content, !buffer.isEmpty else { return 0 }
        let count = try inflate(into: buffer)
        crc.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        unpacked += Int64(count)
        guard unpacked <= limit else { throw damage("it unpacks to more than \(limit) bytes") }
        if stage == .end { try checkEnd() }
        return count
    }

    private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            // Without input there may still be output that waits in zlib; only when there is none the source is asked.
            let (used, filled, outcome) = inflater.inflate(source.buffered, into: buffer)
            source.use(used)
            if case .damaged(let reason) = outcome { throw damage(reason) }
            if outcome == .ended { stage = .end }
            if filled > 0 || stage == .end { return filled }
            guard try source.refill() else { throw ArchiveDamage.cut(offset: source.position) }
        }
    }

    private func checkEnd() throws {
        let sum = try source.littleEndian(4)
        let length = try source.littleEndian(4)
        guard sum == crc.value else { throw ArchiveDamage.checksumMismatch(of: "the compressed data") }
        guard length == UInt32(truncatingIfNeeded: unpacked) else {
            throw ArchiveDamage.checksumMismatch(of: "the length of the compressed data")
        }
        guard try source.isAtEnd() else {
            throw ArchiveDamage.unexpectedData(
                offset: source.position, reason: "something follows the end of the compressed data")
        }
    }

    private func damage(_ reason: String) -> ArchiveDamage {
        .badCompression(offset: source.position, reason: reason)
    }
}
