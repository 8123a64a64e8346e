/// Estimates a tar's compressed size from a few of its blocks and more of their pieces, packed just as the writer will.
///
/// Pieces are cheap to read at many places and tell how the content varies; what a whole block makes of its pieces is
/// measured at fewer places (a ratio estimate in two phases). Both are spread evenly over each stratum. They grow in
/// number, where that helps most first, until four standard errors are below 1.5 % of the expectation, or the
/// member is sure to end within the look-ahead, or enough was read.
package struct SizeSampler {
    /// Bytes that a stretch of the tar is packed into on its own, at a level.
    package typealias Measurement = (_ range: Range<Int64>, _ level: Int32) throws -> Int

    private let levels: PackingLevels
    private let blockSize: Int
    private let lookAhead: Int
    private let seed: UInt64
    private let measure: Measurement

    /// Of the expectation, for four standard errors: what the strong level makes up for. Content that is worse than the
    /// second deserves more reading.
    private static let wantedError = 0.015
    private static let largeError = 0.03
    /// What may be read: this share of the tar; of a small one more, up to so many bytes and a larger share; so many times
    /// that of difficult content.
    private static let normalShare = 0.05
    private static let smallBytes = 32.0 * 1024 * 1024
    private static let smallShare = 0.3
    private static let leastBytes = 4.0 * 1024 * 1024
    private static let difficult = 2.0
    /// Blocks of a stratum at first, and how many more at a time.
    private static let fewest = 2
    private static let step = 5

    /// - Parameters:
    ///   - levels: those that the tar will be packed at.
    ///   - blockSize: bytes, those of the writer's blocks.
    ///   - lookAhead: bytes of a member that need no promise.
    ///   - seed: moves the places; the same seed chooses the same.
    package init(
        levels: PackingLevels, blockSize: Int = BlockPacker.blockSize, lookAhead: Int = 0, seed: UInt64 = 1 << 63,
        measure: @escaping Measurement
    ) {
        self.levels = levels
        self.blockSize = max(1, blockSize)
        self.lookAhead = lookAhead
        self.seed = seed
        self.measure = measure
    }

    /// - Parameter strata: stretches of the tar, each of one kind of content, in its order and none overlapping.
    /// - Throws: what the measurement throws.
    package func estimate(_ strata: [Range<Int64>]) throws -> SizeEstimate {
        let end = strata.last?.upperBound ?? 0
        var samples = strata.filter { !$0.isEmpty }.map {
            StratumSample(range: $0, end: end, blockSize: blockSize, seed: seed)
        }.filter { $0.blockCount > 0 }
        let isSmall = end <= Int64(lookAhead)
        for index in samples.indices { try samples[index].grow(to: isSmall ? 1 : Self.fewest, levels, measure) }
        var estimate = SizeEstimate(strata: samples.flatMap(\.strata))
        while let index = largestUncertainty(of: samples, estimate) {
            try samples[index].grow(
                to: samples[index].blocksMeasured * (Self.step + 1) / Self.step + 1, levels, measure)
            estimate = SizeEstimate(strata: samples.flatMap(\.strata))
        }
        return estimate
    }

    /// The sample to enlarge next, or nil when the whole is certain enough or enough was read.
    private func largestUncertainty(of samples: [StratumSample], _ estimate: SizeEstimate) -> Int? {
        let expected = estimate.rest(from: 0)
        let error = SizeEstimate.certainty * estimate.standardError()
        guard error > Self.wantedError * expected, expected + error > Double(lookAhead) else { return nil }
        let read = samples.reduce(0) { $0 + $1.bytesMeasured }
        let size = samples.reduce(0) { $0 + Double($1.blockCount) * Double(blockSize) }
        let most = max(size * Self.normalShare, min(Self.smallBytes, max(Self.leastBytes, size * Self.smallShare)))
        guard read < (error > Self.largeError * expected ? most * Self.difficult : most) else { return nil }
        return samples.indices.filter { !samples[$0].isExhausted }.max { samples[$0].worth < samples[$1].worth }
    }
}
