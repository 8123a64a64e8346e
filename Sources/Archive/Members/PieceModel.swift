/// A block that was packed as a whole and in pieces. Packed bytes for one byte.
struct MeasuredBlock {
    /// What its pieces take one by one.
    var pieces: Double
    /// What it takes at the base level.
    var base: Double
    /// What the strong level makes of a byte that the base level packs; nil when that was not measured.
    var strength: Double?
}

/// What a whole block makes of what its pieces take: a straight line through the blocks measured, and how far each of them
/// lies off it.
struct PieceModel {
    let slope: Double
    /// By block, in packed bytes for one byte: what to add to the slope's answer.
    let misses: [Double]
    /// Packed bytes for one byte at the base level.
    let mean: Double
    let strength: Double

    /// - Parameter blocks: in their order.
    init(blocks: [MeasuredBlock]) {
        let count = Double(max(1, blocks.count))
        let pieces = blocks.reduce(0) { $0 + $1.pieces } / count
        mean = blocks.reduce(0) { $0 + $1.base } / count
        strength = Self.strength(of: blocks)
        // Few blocks alike tell no slope: then it is the ratio of the means, which is believed to some degree anyway.
        let belief = 0.03 * pieces * pieces
        var (across, along) = (pieces > 0 ? belief * mean / pieces : 0, belief)
        for block in blocks {
            across += (block.pieces - pieces) * (block.base - mean)
            along += (block.pieces - pieces) * (block.pieces - pieces)
        }
        let slope = along > 0 ? across / along : 1
        self.slope = slope
        misses = blocks.map { $0.base - slope * $0.pieces }
    }

    /// The mean of those that were measured.
    static func strength(of blocks: [MeasuredBlock]) -> Double {
        let known = blocks.filter { $0.strength != nil }
        let base = known.reduce(0) { $0 + $1.base }
        return base > 0 ? known.reduce(0) { $0 + $1.base * ($1.strength ?? 1) } / base : 1
    }
}
