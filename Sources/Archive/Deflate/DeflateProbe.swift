/// Tells at a small price whether deflating a block could make it smaller: films, pictures and archives do not shrink, and
/// finding that out the long way takes as long as deflating a text.
///
/// Short pieces, spread evenly over a quarter of the block, are deflated fast. The first one that shrinks ends it, so that a
/// block that is worth deflating costs one piece. Belongs to one thread.
final class DeflateProbe {
    private let deflater = BufferDeflater(level: 1)
    // A piece that takes more than 98 % of itself has not shrunk.
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize * 98 / 100, alignment: 64)

    /// Bytes of a piece, and from one piece's start to the next: what is shorter than this lies between two pieces.
    private static let (pieceSize, stride) = (2 << 10, 8 << 10)
    /// With fewer pieces than this there is little to gain and much to miss.
    private static let fewest = 4

    deinit {
        output.deallocate()
    }

    /// Whether a piece of the block shrinks. Also for a block that is too short to tell.
    func shrinks(_ block: UnsafeRawBufferPointer) -> Bool {
        guard block.count >= Self.fewest * Self.stride else { return true }
        return Swift.stride(from: 0, through: block.count - Self.pieceSize, by: Self.stride).contains { start in
            let piece = UnsafeRawBufferPointer(rebasing: block[start..<start + Self.pieceSize])
            return deflater.deflate(piece, into: output) != nil
        }
    }
}
