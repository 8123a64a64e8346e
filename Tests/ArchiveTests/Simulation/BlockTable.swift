import Archive

/// What each block of a corpus is packed into, at every level and in pieces: measured once, so that thousands of backups can
/// be simulated from it.
struct BlockTable: Sendable {
    struct Block: Sendable {
        /// Blocks of one number are of one kind of content.
        var stratum: Int
        /// Packed bytes at each level that was measured.
        var packed: [Int32: Int]
        /// Packed bytes of its pieces, at the levels one and six.
        var pieces: [(fast: Int, usual: Int)]
        /// What plain zlib makes of it at level six; nil when that was not measured.
        var zlib: Int?
    }

    let name: String
    let blockSize: Int
    var blocks: [Block]

    /// Bytes at any level: where it was not measured, so much less than at the nearest below as was measured elsewhere.
    static func size(of block: Block, level: Int32) -> Int {
        if let size = block.packed[level] { return size }
        let nearest = block.packed.keys.filter { $0 < level }.max()
        guard let nearest, let size = block.packed[nearest] else { return 0 }
        return level == 10 ? Int(Double(size) * 0.987) : size
    }
}

extension BlockTable {
    /// Reads a table from text: a line that starts with `#` and tells the size of a block in its third word and the levels
    /// from its eighth word on; then a line for each block: stratum, bytes, zlib's size or 0, a size for each level, `|`, and
    /// two sizes for each piece.
    init?(name: String, text: String) {
        let lines = text.split(separator: "\n")
        let head = lines.first?.split(separator: " ") ?? []
        guard head.count > 7, let blockSize = Int(head[2]) else { return nil }
        let levels = head[7...].compactMap { Int32($0) }
        self.name = name
        self.blockSize = blockSize
        blocks = lines.dropFirst().compactMap { Self.block($0, levels, blockSize) }
    }

    private static func block(_ line: Substring, _ levels: [Int32], _ blockSize: Int) -> Block? {
        let halves = line.split(separator: "|")
        guard halves.count == 2 else { return nil }
        let sizes = halves[0].split(separator: " ").compactMap { Int($0) }
        let parts = halves[1].split(separator: " ").compactMap { Int($0) }
        guard sizes.count == levels.count + 3, sizes[1] == blockSize, parts.count % 2 == 0 else { return nil }
        return Block(
            stratum: sizes[0], packed: Dictionary(uniqueKeysWithValues: zip(levels, sizes[3...])),
            pieces: stride(from: 0, to: parts.count, by: 2).map { (parts[$0], parts[$0 + 1]) },
            zlib: sizes[2] > 0 ? sizes[2] : nil)
    }
}
