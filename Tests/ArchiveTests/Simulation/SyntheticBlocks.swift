import Archive
import TestSupport

/// Corpora of blocks whose sizes are the packer's own: a few hundred blocks of many kinds are packed once, and corpora are
/// put together from them.
struct SyntheticBlocks {
    static let blockSize = 65_535
    private static let kinds = 6
    private static let shades = 24

    /// Of each kind from the best compressible to the worst.
    private let library: [[BlockTable.Block]]

    init() {
        let packer = BlockPacker()
        var random = SeededRandom(seed: 7)
        let noise = Self.noise(1 << 20, using: &random)
        library = (0..<Self.kinds).map { kind in
            let words = Self.words(kind, from: noise, using: &random)
            return (0..<Self.shades).map { shade in
                // Each kind has its own part of the way from order to noise.
                let share = (Double(kind) + Double(shade) / Double(Self.shades)) / Double(Self.kinds)
                return Self.measured(Self.content(words, noise, share: share, using: &random), by: packer)
            }
        }
    }

    private static func noise(_ count: Int, using random: inout SeededRandom) -> [UInt8] {
        let words = (0..<count / 8).map { _ in random.next() }
        return words.withUnsafeBytes { Array($0) }
    }

    /// Short stretches that come again and again.
    private static func words(
        _ kind: Int, from noise: [UInt8], using random: inout SeededRandom
    ) -> [ArraySlice<UInt8>] {
        (0..<300).map { _ in
            let start = Int.random(in: 0..<noise.count - 64, using: &random)
            return noise[start..<start + Int.random(in: 6...10 + 4 * kind, using: &random)]
        }
    }

    /// Stretches of words, and of noise for so much of the whole.
    private static func content(
        _ words: [ArraySlice<UInt8>], _ noise: [UInt8], share: Double, using random: inout SeededRandom
    ) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(blockSize + 4096)
        while content.count < blockSize {
            if Double.random(in: 0..<1, using: &random) < share {
                let start = Int.random(in: 0..<noise.count - 2048, using: &random)
                content += noise[start..<start + 1024]
            } else {
                let run = (0..<96).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
                content += run.joined().prefix(1024)
            }
        }
        return Array(content.prefix(blockSize))
    }

    private static func measured(_ content: [UInt8], by packer: BlockPacker) -> BlockTable.Block {
        let output = UnsafeMutableRawBufferPointer.allocate(
            byteCount: BlockPacker.bound(of: content.count), alignment: 64)
        defer { output.deallocate() }
        return content.withUnsafeBytes { bytes in
            let size = { (range: Range<Int>, level: Int32) in
                packer.pack(UnsafeRawBufferPointer(rebasing: bytes[range]), .deflated(level: level), into: output)
            }
            let packed = [1, 5, 6, 9, 10].map { (Int32($0), size(0..<bytes.count, Int32($0))) }
            let step = (bytes.count + 7) / 8
            let pieces = stride(from: 0, to: bytes.count, by: step).map { start in
                let range = start..<min(start + step, bytes.count)
                return (fast: size(range, 1), usual: size(range, 6))
            }
            return BlockTable.Block(
                stratum: 0, packed: Dictionary(uniqueKeysWithValues: packed), pieces: pieces, zlib: nil)
        }
    }
}

// The corpora.
extension SyntheticBlocks {
    var tables: [BlockTable] {
        [
            table("mixed", [walk(0, 900), scattered(1, 500), scattered(3, 600), walk(5, 800)]),
            table("database", [walk(1, 2_400), scattered(0, 60)]),
            table("media", [scattered(1, 100), noisy(2_400)]),
            table("small", [anything(1_800)]),
            table("drifting", [drifting(1_800)]),
            table("alternating", [alternating(1_600)]),
            table("lump", [scattered(0, 1_500) + noisy(100) + scattered(0, 500)]),
            table("adversarial", [scattered(0, 900) + anything(300) + noisy(900)]),
            table("tiny", [walk(0, 40), scattered(2, 60), noisy(30)]),
        ]
    }

    private func table(_ name: String, _ strata: [[BlockTable.Block]]) -> BlockTable {
        let blocks = strata.enumerated().flatMap { number, blocks in
            blocks.map { block in
                var block = block
                block.stratum = number
                return block
            }
        }
        return BlockTable(name: name, blockSize: Self.blockSize, blocks: blocks)
    }

    /// Like a database: neighbours resemble each other.
    private func walk(_ kind: Int, _ count: Int) -> [BlockTable.Block] {
        var random = SeededRandom(seed: UInt64(count))
        var shade = Self.shades / 2
        return (0..<count).map { _ in
            shade = min(max(0, shade + Int.random(in: -2...2, using: &random)), Self.shades - 1)
            return library[kind][shade]
        }
    }

    /// Like text and programs: files of some blocks, each unlike the last.
    private func scattered(_ kind: Int, _ count: Int) -> [BlockTable.Block] {
        var random = SeededRandom(seed: UInt64(count) << 8)
        var shade = 0
        return (0..<count).map { index in
            if index % 5 == 0 { shade = Int.random(in: 0..<Self.shades, using: &random) }
            return library[kind][shade]
        }
    }

    /// Like pictures: hardly compressible, and alike.
    private func noisy(_ count: Int) -> [BlockTable.Block] {
        (0..<count).map { library[Self.kinds - 1][Self.shades - 1 - $0 % 3] }
    }

    /// Many files of all kinds.
    private func anything(_ count: Int) -> [BlockTable.Block] {
        var random = SeededRandom(seed: UInt64(count) << 16)
        return (0..<count).map { _ in
            library[Int.random(in: 0..<Self.kinds, using: &random)][Int.random(in: 0..<Self.shades, using: &random)]
        }
    }

    /// From order to noise, slowly.
    private func drifting(_ count: Int) -> [BlockTable.Block] {
        (0..<count).map { index in
            let place = index * Self.kinds * Self.shades / count
            return library[place / Self.shades][place % Self.shades]
        }
    }

    /// Order and noise by turns.
    private func alternating(_ count: Int) -> [BlockTable.Block] {
        (0..<count).map { library[$0 % 2 == 0 ? 0 : Self.kinds - 1][$0 % Self.shades] }
    }
}
