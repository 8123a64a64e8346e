/// Packs blocks of a tar, each on its own, into runs of deflate blocks that end at a byte and can follow one another: joined,
/// and with a final block behind them, they are one deflate stream.
///
/// libdeflate makes whole streams only. Of each the last block's mark is taken away, and an empty stored block brings it to
/// the next byte. The last block is found by inflating the stream, which proves it too; what does not come out as it went in,
/// and what deflating would not make smaller, is stored; to find out, a few pieces of a block are tried first. Belongs to one
/// thread.
package final class BlockPacker {
    /// Bytes in a block unless somebody wants it otherwise: four stored deflate blocks exactly, so that storing block by block
    /// costs no more than storing the whole.
    package static let blockSize = 4 * Int(SizeReservation.storedLimit)

    /// Of the level used last: each takes 0.7 MB, more than a block of the pool.
    private var deflater: BufferDeflater?
    private let probe = DeflateProbe()
    private let proof = StreamProof()

    /// From this level on a look at what a block holds costs less than deflating it in vain.
    private static let worthProbing: Int32 = 5

    package init() {}

    /// Room for whatever becomes of a block of `count` bytes: never more than storing it takes.
    package static func bound(of count: Int) -> Int {
        Int(SizeReservation.storedSize(of: Int64(count)))
    }

    /// - Parameter output: at least `bound(of: input.count)` bytes.
    /// - Returns: how many of them were filled.
    package func pack(
        _ input: UnsafeRawBufferPointer, _ packing: Packing, into output: UnsafeMutableRawBufferPointer
    ) -> Int {
        guard !input.isEmpty else { return 0 }
        if case .deflated(let level) = packing, level < Self.worthProbing || probe.shrinks(input),
            let count = deflate(input, level, into: output)
        {
            return count
        }
        return store(input, into: output)
    }

    /// Nil when storing takes no more, or when the proof fails.
    private func deflate(
        _ input: UnsafeRawBufferPointer, _ level: Int32, into output: UnsafeMutableRawBufferPointer
    ) -> Int? {
        let room = Self.bound(of: input.count) - Self.tailLimit
        guard room > 0 else { return nil }
        let target = UnsafeMutableRawBufferPointer(rebasing: output[..<room])
        guard let count = deflater(level).deflate(input, into: target) else { return nil }
        let stream = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<count])
        guard let ends = proof.ends(of: stream, holding: input) else { return nil }
        output[ends.lastHeader / 8] &= ~(1 << UInt8(ends.lastHeader % 8))
        return align(output, after: ends.end)
    }

    /// The most bytes that `align` adds.
    private static let tailLimit = 5

    /// Appends an empty stored block: three bits of header, the rest of the byte, and a length of nothing.
    private func align(_ output: UnsafeMutableRawBufferPointer, after bits: Int) -> Int {
        let header = (bits + 3 + 7) / 8
        // libdeflate leaves the unused bits of its last byte at zero, which is what the header is.
        if header * 8 - bits >= 8 { output[header - 1] = 0 }
        output[header] = 0
        output[header + 1] = 0
        output[header + 2] = 0xff
        output[header + 3] = 0xff
        return header + 4
    }

    private func deflater(_ level: Int32) -> BufferDeflater {
        // What takes much is not kept: it is needed seldom, and made in a tenth of the time that a block takes.
        guard !Packing.deflated(level: level).isDemanding else { return BufferDeflater(level: level) }
        if let deflater, deflater.level == level { return deflater }
        // The old one first, so that there are never two.
        deflater = nil
        let new = BufferDeflater(level: level)
        deflater = new
        return new
    }

    private func store(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int {
        var (read, written) = (0, 0)
        while read < input.count {
            let count = min(input.count - read, Int(SizeReservation.storedLimit))
            let block = UnsafeMutableRawBufferPointer(rebasing: output[written...])
            let header = GzipFormat.storedHeader(count: count, isFinal: false)
            block.copyBytes(from: header)
            UnsafeMutableRawBufferPointer(rebasing: block[header.count...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: input[read..<read + count]))
            read += count
            written += header.count + count
        }
        return written
    }
}
