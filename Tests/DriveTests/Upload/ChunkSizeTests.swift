import Drive
import TestSupport
import Testing

@Suite struct ChunkSizeTests {
    private let quantum: Int64 = 256 << 10
    private let largest: Int64 = 8 << 20

    private func size() -> ChunkSize { ChunkSize(smallest: quantum, largest: largest) }

    @Test func `a fast link gets the largest chunks after five doublings`() {
        var size = size()
        var seen: [Int64] = []
        for _ in 0..<8 {
            seen.append(size.bytes / quantum)
            size.passed(size.bytes, in: 0.1)
        }
        #expect(seen == [1, 2, 4, 8, 16, 32, 32, 32])
    }

    @Test(arguments: [4, 16, 64, 100, 500, 2_000, 100_000] as [Double])
    func `on any link chunks settle at what takes some seconds`(kilobytesPerSecond: Double) {
        var size = size()
        for _ in 0..<40 { size.passed(size.bytes, in: Double(size.bytes) / 1000 / kilobytesPerSecond) }
        let seconds = Double(size.bytes) / 1000 / kilobytesPerSecond
        #expect(seconds <= ChunkSize.target || size.bytes == quantum)
        #expect(seconds > ChunkSize.target / 2 || size.bytes == largest)
    }

    @Test func `a link that becomes slow is followed at once, in whole quanta`() {
        var size = size()
        for _ in 0..<5 { size.passed(size.bytes, in: 0.1) }
        size.passed(largest, in: 64)
        #expect(size.bytes == 1 << 20)
        size.passed(1 << 20, in: 100)
        #expect(size.bytes == quantum)
    }

    @Test func `a chunk somewhat too slow changes nothing`() {
        var size = size()
        size.passed(quantum, in: 0.1)
        for seconds in [4.1, 8, 12] { size.passed(size.bytes, in: seconds) }
        #expect(size.bytes == 2 * quantum)
    }

    @Test func `a break halves, and growth waits until eight chunks have passed`() {
        var size = size()
        for _ in 0..<3 { size.passed(size.bytes, in: 0.1) }
        size.broke()
        #expect(size.bytes == 4 * quantum)
        for _ in 0..<7 { size.passed(size.bytes, in: 0.1) }
        #expect(size.bytes == 4 * quantum)
        size.passed(size.bytes, in: 0.1)
        #expect(size.bytes == 8 * quantum)
    }

    @Test func `a piece of a chunk does not make chunks larger`() {
        var size = size()
        size.passed(quantum, in: 0.1)
        size.passed(quantum, in: 0.1)
        #expect(size.bytes == 2 * quantum)
    }

    @Test(arguments: [0, 1, 262_143, 262_144, 300_000, 5_000_000] as [Int64])
    func `whatever happens, it stays within its bounds`(largest: Int64) {
        var size = ChunkSize(smallest: quantum, largest: largest)
        var random = SeededRandom(seed: UInt64(largest))
        for _ in 0..<1000 {
            switch Int.random(in: 0...3, using: &random) {
            case 0: size.broke()
            case 1: size.passed(Int64.random(in: 0...size.bytes, using: &random), in: .random(in: 0...1e6))
            default: size.passed(size.bytes, in: .random(in: 0...10, using: &random))
            }
            #expect(size.bytes % quantum == 0 && quantum...max(quantum, largest) ~= size.bytes)
        }
    }
}
