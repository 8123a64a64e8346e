import CZlib

/// Compresses blocks to raw deflate, each on its own but for the 32 KiB before it, so that blocks join to one stream.
///
/// The only file that touches zlib.
package final class Deflater {
    // On the heap: zlib keeps the stream's address, so it must never move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    /// Bytes of earlier input that matches can reach back to.
    package static let windowSize = 32 * 1024

    package init() {
        stream.initialize(to: z_stream())
        // Raw deflate (negative window bits): header, checksum and trailer are the gzip member's business.
        let status = deflateInit2_(
            stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib cannot start: \(status)")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Room that the compressed form of `count` bytes may need at the worst.
    package static func bound(of count: Int) -> Int {
        count + count >> 12 + count >> 14 + 64
    }

    /// Deflates one block, byte aligned at its end and not final (`Z_SYNC_FLUSH`).
    /// - Parameters:
    ///   - dictionary: the up to 32 KiB of input before this block.
    ///   - level: 1 (fast) to 9 (small).
    ///   - output: at least `bound(of: input.count)` bytes.
    /// - Returns: how many bytes of `output` were filled.
    package func deflate(
        _ input: UnsafeRawBufferPointer, after dictionary: UnsafeRawBufferPointer, level: Int32,
        into output: UnsafeMutableRawBufferPointer
    ) -> Int {
        deflateReset(stream)
        deflateParams(stream, level, Z_DEFAULT_STRATEGY)
        if !dictionary.isEmpty {
            deflateSetDictionary(stream, bytes(of: dictionary), UInt32(dictionary.count))
        }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes(of: input))
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let status = CZlib.deflate(stream, Z_SYNC_FLUSH)
        precondition(
            status == Z_OK && stream.pointee.avail_in == 0 && stream.pointee.avail_out > 0,
            "zlib needs more room than its bound")
        return output.count - Int(stream.pointee.avail_out)
    }

    private func bytes(of buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
        buffer.bindMemory(to: UInt8.self).baseAddress
    }
}

/// The checksum at the end of a gzip member.
package struct CRC32: Sendable {
    package private(set) var value: UInt32 = 0

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
        value = UInt32(truncatingIfNeeded: crc32_z(UInt(value), start, bytes.count))
    }
}
