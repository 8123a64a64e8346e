import Archive
import TestSupport
import Testing

@Suite struct BlockPackerTests {
    @Test func `a block of every length up to two thousand comes back, joined with all the others`() throws {
        let content = mixture(2_000, seed: 3)
        let blocks = (0...2_000).map { Array(content.prefix($0)) }
        #expect(try unpacked(blocks, .deflated(level: 6)) == Array(blocks.joined()))
        #expect(try unpacked(blocks, .stored) == Array(blocks.joined()))
    }

    @Test func `blocks of all sizes round the limits come back, at every level`() throws {
        let limits = [65_535, 131_070, BlockPacker.blockSize]
        let sizes = limits.flatMap { limit in (-2...2).map { limit + $0 } }
        for level in Int32(1)...9 {
            let blocks = sizes.enumerated().map { index, size in
                mixture(size, seed: UInt64(index) + UInt64(level) * 100)
            }
            #expect(try unpacked(blocks, .deflated(level: level)) == Array(blocks.joined()))
        }
    }

    @Test func `what does not shrink takes what storing takes, and never more`() {
        for size in [1, 100, 2_047, 32_768, 65_535, 65_536, 200_000, BlockPacker.blockSize] {
            let block = noise(size)
            #expect(packed(block, .deflated(level: 6)).count == BlockPacker.bound(of: size))
            #expect(packed(block, .deflated(level: 1)).count == BlockPacker.bound(of: size))
            #expect(packed(block, .stored).count == BlockPacker.bound(of: size))
        }
    }

    @Test func `a text among much that does not shrink is found and deflated`() {
        for place in [0, 50_000, 130_001, 249_000] {
            var block = noise(BlockPacker.blockSize)
            let text = prose(12_000)
            block.replaceSubrange(place..<place + text.count, with: text)
            #expect(packed(block, .deflated(level: 6)).count < block.count - 5_000)
        }
    }

    @Test func `the same block gives the same bytes, whatever came before it`() {
        let packer = BlockPacker()
        let block = prose(100_000)
        let alone = packed(block, .deflated(level: 6))
        for level in Int32(1)...9 {
            _ = packed(mixture(50_000, seed: UInt64(level)), .deflated(level: level), by: packer)
        }
        #expect(packed(block, .deflated(level: 6), by: packer) == alone)
    }
}

/// Packed each on its own, joined, and unpacked by gzip itself.
private func unpacked(_ blocks: [[UInt8]], _ packing: Packing) throws -> [UInt8] {
    let packer = BlockPacker()
    var gzip: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]
    var crc = CRC32()
    for block in blocks {
        gzip += packed(block, packing, by: packer)
        block.withUnsafeBytes { crc.update($0) }
    }
    gzip += [1, 0, 0, 0xff, 0xff]
    for value in [crc.value, UInt32(blocks.reduce(0) { $0 + $1.count })] {
        gzip += (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return try gunzip(gzip)
}

private func packed(_ block: [UInt8], _ packing: Packing, by packer: BlockPacker = BlockPacker()) -> [UInt8] {
    var output = [UInt8](repeating: 0xaa, count: BlockPacker.bound(of: block.count))
    let count = output.withUnsafeMutableBytes { output in
        block.withUnsafeBytes { packer.pack($0, packing, into: output) }
    }
    return Array(output.prefix(count))
}
