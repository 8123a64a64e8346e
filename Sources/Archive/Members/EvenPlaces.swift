/// Chooses places out of a row, one after the other, so that any number of them is spread evenly: steps of the golden ratio.
struct EvenPlaces {
    private let count: Int
    private let start: Double
    private var steps = 0
    private var following = 0

    /// - Parameters:
    ///   - count: places there are.
    ///   - seed: tells where to begin.
    init(count: Int, seed: UInt64) {
        self.count = count
        start = Double(seed >> 11) / 0x1p53
    }

    /// A place, which may have been chosen before.
    /// - Parameter isExhaustive: all are wanted: they come in their order.
    mutating func next(isExhaustive: Bool = false) -> Int {
        if isExhaustive {
            following += 1
            return min(count, following) - 1
        }
        let position = (start + Double(steps) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
        steps += 1
        return max(0, min(count - 1, Int(position * Double(count))))
    }
}
