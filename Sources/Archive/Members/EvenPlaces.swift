/// Chooses places out of a row, one after the other, so that any number of them is spread evenly: steps of the golden ratio,
/// each place moved a little, so that content with a period is not met at the same phase again and again.
struct EvenPlaces {
    private let count: Int
    private let start: Double
    private var steps = 0
    private var following = 0
    private var state: UInt64

    /// - Parameters:
    ///   - count: places there are.
    ///   - seed: tells where to begin.
    init(count: Int, seed: UInt64) {
        self.count = count
        start = Self.share(of: seed)
        state = seed
    }

    /// A place, which may have been chosen before.
    /// - Parameter isExhaustive: all are wanted: they come in their order.
    mutating func next(isExhaustive: Bool = false) -> Int {
        if isExhaustive {
            following += 1
            return min(count, following) - 1
        }
        // Knuth's linear congruential generator.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let move = (Self.share(of: state) - 0.5) * 0.5 / Double(steps + 1)
        let position = start + 1 + Double(steps) * 0.618_033_988_749_895 + move
        steps += 1
        return max(0, min(count - 1, Int(position.truncatingRemainder(dividingBy: 1) * Double(count))))
    }

    /// Of the numbers there are: 0 ..< 1.
    private static func share(of number: UInt64) -> Double { Double(number >> 11) / 0x1p53 }
}
