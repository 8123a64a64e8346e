// zlib, which only this file touches: it reads and checks what libdeflate writes.
import CZlib

/// The checksum at the end of a gzip member.
package struct CRC32: Sendable {
    package private(set) var value: UInt32 = 0

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
        value = UInt32(truncatingIfNeeded: crc32_z(UInt(value), start, bytes.count))
    }

    /// Goes on with bytes whose own checksum is known, `count` of them.
    package mutating func append(_ next: CRC32, count: Int) {
        value = UInt32(truncatingIfNeeded: crc32_combine(UInt(value), UInt(next.value), count))
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
        inflate(input, into: output, flush: Z_NO_FLUSH)
    }

    private func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, flush: Int32
    ) -> (used: Int, filled: Int, outcome: Outcome) {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let status = CZlib.inflate(stream, flush)
        return (
            input.count - Int(stream.pointee.avail_in), output.count - Int(stream.pointee.avail_out), outcome(status)
        )
    }

    /// Forgets everything and begins at the start of a stream.
    package func restart() {
        inflateReset(stream)
    }

    /// Like `inflate(_:into:)`, but stops at the end of each deflate block.
    /// - Returns: besides, how many bits of the last byte used belong to what comes next, and whether a block has just ended.
    package func inflateBlock(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (used: Int, filled: Int, spareBits: Int, isBoundary: Bool, outcome: Outcome) {
        let step = inflate(input, into: output, flush: Z_BLOCK)
        let state = stream.pointee.data_type
        return (step.used, step.filled, Int(state & 7), state & 128 != 0, step.outcome)
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
