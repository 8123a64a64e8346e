import Archive
import Testing

@Suite struct RateControllerTests {
    private func isStored(_ packing: Packing) -> Bool {
        if case .stored = packing { true } else { false }
    }

    private func level(_ packing: Packing) -> Int32 {
        if case .deflated(let level) = packing { level } else { 0 }
    }

    private func estimate(_ size: Int64, ratio: Double, deviation: Double = 0, strength: Double = 1) -> SizeEstimate {
        SizeEstimate(strata: [
            .init(range: 0..<size, ratio: ratio, variance: deviation * deviation, strength: strength)
        ])
    }

    @Test(arguments: [1, 5, 6, 9] as [Int32])
    func `until a size is promised blocks are packed at the level asked for`(base: Int32) {
        var controller = RateController(tarSize: 1_000_000, levels: PackingLevels(base: base))
        for _ in 0..<10 {
            let packing = controller.choose(count: 1_000)
            #expect(level(packing) == base)
        }
    }

    @Test func `as long as all goes as expected the level stays`() {
        var controller = RateController(tarSize: 100_000_000, levels: PackingLevels(base: 6))
        _ = controller.reserve(estimate(100_000_000, ratio: 0.5, deviation: 50_000, strength: 0.98), held: 0)
        for _ in 0..<900 {
            let packing = controller.choose(count: 100_000)
            #expect(level(packing) == 6)
            _ = controller.take(count: 100_000, size: 50_000)
        }
    }

    @Test func `blocks that take more than expected bring the strong level, and it ends again`() {
        var controller = RateController(tarSize: 100_000_000, levels: PackingLevels(base: 6))
        _ = controller.reserve(estimate(100_000_000, ratio: 0.5, deviation: 50_000, strength: 0.98), held: 0)
        for _ in 0..<15 {
            _ = controller.choose(count: 100_000)
            _ = controller.take(count: 100_000, size: 70_000)
        }
        let tight = controller.choose(count: 100_000)
        #expect(level(tight) == PackingLevels.strongest)
        _ = controller.take(count: 100_000, size: 50_000)
        for _ in 0..<10 {
            _ = controller.choose(count: 100_000)
            _ = controller.take(count: 100_000, size: 1_000)
        }
        let relaxed = controller.choose(count: 100_000)
        #expect(level(relaxed) == 6)
    }

    @Test func `what is left pays for storing the rest, blocks on their way counted as stored`() {
        var controller = RateController(tarSize: 1_000_000, levels: PackingLevels(base: 6))
        _ = controller.reserve(estimate(1_000_000, ratio: 0.6), held: 0)
        for _ in 0..<4 { _ = controller.choose(count: 100_000) }
        for _ in 0..<3 { _ = controller.take(count: 100_000, size: 1_000) }
        // 600 kB and some for 700 kB.
        let early = controller.choose(count: 100_000)
        #expect(!isStored(early))
        _ = controller.take(count: 100_000, size: 1_000)
        _ = controller.take(count: 100_000, size: 1_000)
        let late = controller.choose(count: 100_000)
        #expect(isStored(late))
    }

    @Test func `a block for which there is no room is refused, and the end still fits`() throws {
        var controller = RateController(tarSize: 1_000_000, levels: PackingLevels(base: 6))
        let size = controller.reserve(estimate(1_000_000, ratio: 0.01), held: 0)
        _ = controller.choose(count: 100_000)
        let wasTaken = controller.take(count: 100_000, size: 90_000)
        #expect(!wasTaken)
        #expect(controller.reservation?.left == size)
    }

    @Test(arguments: [0, 1, 65_535, 1 << 33, 5_000_000_000_000, Int64.max / 2])
    func `any size and any estimate make a promise between nothing and storing it all`(tarSize: Int64) {
        for ratio in [0, 0.3, 1, 1e9, .infinity, .nan] {
            for deviation in [0, 1e6, 1e18, .infinity, .nan] {
                var controller = RateController(tarSize: tarSize, levels: PackingLevels(base: 6))
                let whole = estimate(tarSize, ratio: ratio, deviation: deviation)
                let size = controller.reserve(whole, held: 10)
                #expect(size > 0 && size <= SizeReservation.ceiling(forTar: tarSize))
                #expect(controller.expectedSize > 0 && controller.expectedSize <= size)
                _ = controller.choose(count: 1)
            }
        }
    }
}
