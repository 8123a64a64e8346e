import Pipe

/// Packs the blocks of one member after another on several threads, and gives them back in order.
///
/// One thread fills blocks, hands them over and takes the oldest back: not before it needs the room, so that what it knows
/// when it hands over a block follows from the number of blocks alone, not from who was faster. Memory is all made here,
/// one input and one output a block, and goes back to the system with the pool, after its threads have ended.
package final class PackingPool {
    /// What the threads hold as well, until they end.
    let ring: PackingRing

    /// - Parameters:
    ///   - threads: at least one works.
    ///   - blockCount: how many blocks go round, each 0.5 MiB by default; at least one. By default one for each thread, one
    ///     that is filled and one that waits.
    ///   - blockSize: bytes in a block, a multiple of what a stored deflate block holds: with any other, storing block by
    ///     block takes more than storing the whole, and a reservation for the worst would be too small.
    package init(threads: Int, blockCount: Int? = nil, blockSize: Int = BlockPacker.blockSize) {
        precondition(blockSize % Int(SizeReservation.storedLimit) == 0, "blocks are whole stored deflate blocks")
        let threads = max(1, threads)
        let ring = PackingRing(threads: threads, blockCount: max(1, blockCount ?? threads + 2), blockSize: blockSize)
        for _ in 0..<threads { Thread.start { ring.work() } }
        self.ring = ring
    }

    deinit {
        ring.close()
    }

    /// The memory of the next block, the whole of it; nil while all blocks are on their way.
    var free: UnsafeMutableRawBufferPointer? { ring.free }

    /// Hands over the first `count` bytes of the free block.
    func submit(count: Int, as packing: Packing) {
        ring.submit(count: count, as: packing)
    }

    /// Waits for the oldest block that was handed over, and has its memory again after `use`.
    /// - Returns: false when none is on its way.
    func takeOldest(_ use: (PackedBlock) throws -> Void) rethrows -> Bool {
        guard let block = ring.oldest() else { return false }
        defer { ring.release() }
        try use(block)
        return true
    }

    /// Waits for what is on its way, and forgets it.
    func discard() {
        ring.discard()
    }
}
