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

/// Inflates raw deflate, piece by piece.
package final class Inflater {
    /// How the stream stands after a piece.
    package enum Outcome: Equatable {
        case going
        /// The last block was read to its end.
        case ended
        case damaged(reason: String)
    }

    // On the heap: zlib keeps the stream's address, so it must never move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    package init() {
        stream.initialize(to: z_stream())
        let status = inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib cannot start: \(status)")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Inflates as much as both buffers, each under 4 GiB, allow.
    /// - Returns: bytes of `input` used, bytes of `output` filled, and how it stands.
    package func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (used: Int, filled: Int, outcome: Outcome) {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        return (
            input.count - Int(stream.pointee.avail_in), output.count - Int(stream.pointee.avail_out), outcome(status)
        )
    }

    private func outcome(_ status: Int32) -> Outcome {
        switch status {
        // Z_BUF_ERROR only says that nothing could be done with buffers like these.
        case Z_OK, Z_BUF_ERROR: .going
        case Z_STREAM_END: .ended
        default: .damaged(reason: stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)")
        }
    }
}
