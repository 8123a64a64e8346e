import Archive
import Testing

@Suite struct SizeSamplerTests {
    @Test func `the estimate is near the truth and its uncertainty covers the miss`() throws {
        let content = prose(6_000_000) + noise(3_000_000)
        let estimate = try sampler(content, level: 6)
            .estimate([0..<6_000_000, 6_000_000..<9_000_000])
        let truth = try Member(content, lookAhead: 12_000_000).statistics.reservedBytes
        #expect(abs(estimate.rest(from: 0) - Double(truth)) < 0.02 * Double(truth))
        #expect(estimate.reservation(from: 0) >= truth)
        #expect(estimate.reservation(from: 0) < truth + truth / 30)
    }

    @Test func `an estimate of a part counts only the part`() throws {
        let estimate = SizeEstimate(strata: [
            .init(range: 0..<1_000, ratio: 0.5, variance: 0), .init(range: 1_000..<2_000, ratio: 1, variance: 0),
        ])
        #expect(estimate.rest(from: 0) == 1_500)
        #expect(estimate.rest(from: 500) == 1_250)
        #expect(estimate.rest(from: 1_500) == 500)
        #expect(estimate.rest(from: 9_000) == 0)
    }

    @Test func `mixed content is uncertain, uniform content is not`() throws {
        let tar = [Int64(0)..<5_000_000_000]
        let even = try counted(tar) { $0.count / 2 }.estimate
        let uneven = try counted(tar) { $0.lowerBound / 65_535 % 2 == 0 ? 0 : $0.count }.estimate
        #expect(uneven.standardError() > 1.5 * even.standardError())
    }

    /// Made up: so many bytes for a stretch, and what was asked for.
    private func counted(
        _ strata: [Range<Int64>], blockSize: Int = 65_535, lookAhead: Int = 0, seed: UInt64 = 1,
        size: @escaping (Range<Int64>) -> Int
    ) throws -> (estimate: SizeEstimate, asked: [Range<Int64>]) {
        var asked: [Range<Int64>] = []
        let sampler = SizeSampler(
            levels: PackingLevels(base: 6), blockSize: blockSize, lookAhead: lookAhead, seed: seed
        ) { range, _ in
            asked.append(range)
            return size(range)
        }
        return (try sampler.estimate(strata), asked)
    }

    @Test func `strata without a byte, and tars without one, are estimated as nothing`() throws {
        for strata in [[], [0..<0], [0..<0, 0..<0]] as [[Range<Int64>]] {
            let (estimate, asked) = try counted(strata) { $0.count }
            #expect(estimate.rest(from: 0) == 0 && asked.isEmpty)
        }
        #expect(try counted([0..<0, 0..<700, 700..<700]) { $0.count }.estimate.rest(from: 0) == 700)
    }

    @Test func `the same seed measures the same places, another seed others`() throws {
        let ranges = [Int64(0)..<40_000_000, 40_000_000..<90_000_000]
        let size = { (range: Range<Int64>) in range.count / 3 }
        #expect(try counted(ranges, seed: 5, size: size).asked == counted(ranges, seed: 5, size: size).asked)
        #expect(try counted(ranges, seed: 5, size: size).asked != counted(ranges, seed: 6, size: size).asked)
    }

    @Test func `of a huge tar of one kind little is read, and every stretch lies within it`() throws {
        let size: Int64 = 5_000_000_000_000
        let (estimate, asked) = try counted([0..<size], blockSize: 262_140) { $0.count / 4 }
        #expect(abs(estimate.rest(from: 0) / Double(size) - 0.25) < 0.001)
        #expect(asked.reduce(0) { $0 + $1.count } < 200_000_000)
        #expect(asked.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= size })
    }

    @Test func `what fits into the look-ahead in any case is measured at a few places only`() throws {
        let (_, asked) = try counted([0..<6_000_000], lookAhead: 8 << 20) { _ in Int.random(in: 0...60_000) }
        #expect(asked.reduce(0) { $0 + $1.count } < 1_000_000)
    }

    @Test func `a trend along the tar is followed`() throws {
        let size: Int64 = 200_000_000
        let ratio = { (range: Range<Int64>) in Double(range.lowerBound) / Double(size) }
        let (estimate, _) = try counted([0..<size]) { Int(Double($0.count) * ratio($0)) }
        // The second half of the way from nothing to all.
        #expect(abs(estimate.rest(from: size / 2) / Double(size) - 0.375) < 0.005)
    }

    @Test func `measurements that make no sense make no numbers that are none`() throws {
        for answer in [0, 1, Int.max / 1_000_000] {
            let (estimate, _) = try counted([0..<30_000_000, 30_000_000..<30_000_001]) { _ in answer }
            #expect(estimate.rest(from: 0).isFinite && estimate.standardError().isFinite)
            #expect(estimate.rest(from: 0) >= 0 && estimate.reservation(from: 0) > 0)
        }
    }
}

private func sampler(_ content: [UInt8], level: Int32) -> SizeSampler {
    let probe = TarProbe(blockSize: BlockPacker.blockSize) { preview(content, $0, $1) }
    return SizeSampler(levels: PackingLevels(base: level), measure: probe.packedSize)
}

private func preview(_ content: [UInt8], _ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, content.count - Int(offset))
    content.withUnsafeBytes { bytes in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<Int(offset) + count]))
    }
    return count
}
