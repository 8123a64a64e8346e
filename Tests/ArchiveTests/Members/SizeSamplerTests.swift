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
        let mixed = (0..<60).flatMap {
            $0 % 2 == 0 ? noise(262_140, seed: UInt64($0)) : [UInt8](repeating: 0, count: 262_140)
        }
        let size = Int64(mixed.count)
        let uneven = try sampler(mixed, level: 1).estimate([0..<size])
        let zeros = [UInt8](repeating: 0, count: mixed.count)
        let even = try sampler(zeros, level: 1).estimate([0..<size])
        #expect(uneven.standardError() > 20 * even.standardError())
    }
}

private func sampler(_ content: [UInt8], level: Int32) -> SizeSampler {
    let probe = TarProbe(blockSize: BlockPacker.blockSize) { preview(content, $0, $1) }
    return SizeSampler(level: level, measure: probe.packedSize)
}

private func preview(_ content: [UInt8], _ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, content.count - Int(offset))
    content.withUnsafeBytes { bytes in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<Int(offset) + count]))
    }
    return count
}
