/// Estimates a tar's compressed size by packing a few of its blocks just as the writer will.
///
/// Sampling is stratified and spread evenly (golden-ratio steps) over each stratum. Its share grows, where the
/// uncertainty is largest first, until four standard errors are below 1.2 % of the expectation or a fifth of the
/// blocks was read.
package struct SizeSampler {
    /// Fills the buffer with the tar's bytes from an offset on. Returns how many there were.
    package typealias Preview = (_ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int

    private let level: Int32
    private let preview: Preview
    private let packer = BlockPacker()

    private static let blockSize = Int64(BlockPacker.blockSize)
    private static let wantedError = 0.012
    private static let largestShare = 0.2
    private static let firstShare = 0.03
    private static let fewest = 24
    /// Of a huge stratum not too much is read at first: what counts is how much the blocks differ.
    private static let firstMost = 400

    package init(level: Int32, preview: @escaping Preview) {
        self.level = level
        self.preview = preview
    }

    /// - Parameter strata: stretches of the tar, each of one kind of content, none overlapping.
    /// - Throws: what the preview throws.
    package func estimate(_ strata: [Range<Int64>]) throws -> SizeEstimate {
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: BlockPacker.blockSize, alignment: 64)
        let output = UnsafeMutableRawBufferPointer.allocate(
            byteCount: BlockPacker.bound(of: BlockPacker.blockSize), alignment: 64)
        defer {
            buffer.deallocate()
            output.deallocate()
        }
        let measure = { try packedSize(of: $0, buffer: buffer, output: output) }
        var samples = strata.filter { !$0.isEmpty }.map { StratumSample(range: $0, blockSize: Self.blockSize) }
        for index in samples.indices {
            let share = Int(Double(samples[index].blockCount) * Self.firstShare)
            let first = min(max(Self.fewest, share), Self.firstMost)
            try samples[index].grow(to: first, measure)
        }
        while let index = Self.mostUncertain(of: samples) {
            try samples[index].grow(to: samples[index].count * 2, measure)
        }
        return SizeEstimate(strata: samples.map(\.stratum))
    }

    /// The sample to enlarge next, or nil when the whole is certain enough or enough was read.
    private static func mostUncertain(of samples: [StratumSample]) -> Int? {
        let estimate = SizeEstimate(strata: samples.map(\.stratum))
        let read = samples.reduce(0) { $0 + $1.count }
        let blocks = samples.reduce(0) { $0 + $1.blockCount }
        guard 4 * estimate.standardError > wantedError * estimate.rest(from: 0) else { return nil }
        guard Double(read) < largestShare * Double(blocks) else { return nil }
        return samples.indices.filter { samples[$0].count < samples[$0].blockCount }
            .max { samples[$0].stratum.variance < samples[$1].stratum.variance }
    }

    /// Bytes that one block of the tar is packed into.
    private func packedSize(
        of range: Range<Int64>, buffer: UnsafeMutableRawBufferPointer, output: UnsafeMutableRawBufferPointer
    ) throws -> Int {
        let count = try preview(range.lowerBound, UnsafeMutableRawBufferPointer(rebasing: buffer[..<range.count]))
        let block = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        return packer.pack(block, .deflated(level: level), into: output)
    }
}

/// The blocks measured so far in one stratum.
private struct StratumSample {
    let range: Range<Int64>
    let blockCount: Int
    private let blockSize: Int64
    private var sizes: [Int: Int] = [:]
    private var steps = 0

    init(range: Range<Int64>, blockSize: Int64) {
        self.range = range
        self.blockSize = blockSize
        blockCount = Int((range.upperBound - range.lowerBound + blockSize - 1) / blockSize)
    }

    var count: Int { sizes.count }

    mutating func grow(to wanted: Int, _ measure: (Range<Int64>) throws -> Int) throws {
        if wanted >= blockCount {
            for index in 0..<blockCount { try add(index, measure) }
            return
        }
        while sizes.count < wanted {
            // Steps of the golden ratio spread any number of points evenly, and more of them keep it even.
            let position = (0.5 + Double(steps) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
            steps += 1
            try add(min(blockCount - 1, Int(position * Double(blockCount))), measure)
        }
    }

    private mutating func add(_ index: Int, _ measure: (Range<Int64>) throws -> Int) throws {
        guard sizes[index] == nil else { return }
        sizes[index] = try measure(block(index))
    }

    private func block(_ index: Int) -> Range<Int64> {
        let start = range.lowerBound + Int64(index) * blockSize
        return start..<min(start + blockSize, range.upperBound)
    }

    var stratum: SizeEstimate.Stratum {
        let length = Double(range.upperBound - range.lowerBound)
        let (input, output) = sizes.reduce((0.0, 0.0)) { sum, sample in
            (sum.0 + Double(block(sample.key).count), sum.1 + Double(sample.value))
        }
        let ratio = input > 0 ? output / input : 1
        return SizeEstimate.Stratum(range: range, ratio: ratio, variance: length * length * varianceOfMean)
    }

    /// From the differences of neighbours: a trend along the stratum is no uncertainty when the sample is even.
    private var varianceOfMean: Double {
        let count = sizes.count
        guard count > 1, count < blockCount else { return 0 }
        let ratios = sizes.sorted { $0.key < $1.key }.map { Double($0.value) / Double(block($0.key).count) }
        let squares = zip(ratios, ratios.dropFirst()).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let unseen = 1 - Double(count) / Double(blockCount)
        return squares / (2 * Double(count - 1)) / Double(count) * unseen
    }
}
