import Glibc

/// Inflates a raw deflate stream again and compares it with what went in: nothing is sent that was not read back.
final class StreamProof {
    /// Places in a stream, in bits from its start.
    struct Ends: Equatable {
        /// Where the header of the last deflate block begins; its first bit says that it is the last.
        var lastHeader: Int
        /// Behind the last bit of the stream.
        var end: Int
    }

    private let inflater = Inflater()
    // As much as stays in the processor's cache.
    private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 64)

    deinit {
        piece.deallocate()
    }

    /// - Returns: nil when the stream does not hold exactly `original`.
    func ends(of stream: UnsafeRawBufferPointer, holding original: UnsafeRawBufferPointer) -> Ends? {
        inflater.restart()
        var used = 0
        var done = 0
        var ends = Ends(lastHeader: 0, end: 0)
        while true {
            let step = inflater.inflateBlock(UnsafeRawBufferPointer(rebasing: stream[used...]), into: piece)
            used += step.used
            guard isNext(step.filled, of: original, at: done) else { return nil }
            done += step.filled
            if step.isBoundary { ends = Ends(lastHeader: ends.end, end: used * 8 - step.spareBits) }
            switch step.outcome {
            case .ended: return done == original.count && used == stream.count ? ends : nil
            case .going: if step.used == 0, step.filled == 0, !step.isBoundary { return nil }
            case .damaged: return nil
            }
        }
    }

    /// Whether the piece begins with the `count` bytes that stand at an offset of the original.
    private func isNext(_ count: Int, of original: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        guard count <= original.count - offset else { return false }
        guard count > 0, let start = original.baseAddress, let read = piece.baseAddress else { return true }
        return memcmp(start + offset, read, count) == 0
    }
}
