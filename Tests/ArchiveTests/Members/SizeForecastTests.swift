import Archive
import TestSupport
import Testing

@Suite struct SizeForecastTests {
    /// Of a tar of so many bytes that deflates to so much of it.
    private func forecast(
        _ tarSize: Int64, ratio: Double, deviation: Double = 0, lookAhead: Int
    ) -> SizeForecast {
        SizeEstimate(strata: [.init(range: 0..<tarSize, ratio: ratio, variance: deviation * deviation)])
            .memberSize(ofTar: tarSize, lookAhead: lookAhead)
    }

    @Test func `a member within the look-ahead will have just what it needs`() {
        let size = forecast(1_000_000, ratio: 0.25, lookAhead: 1 << 20)
        #expect(size.expected == 250_000 + 10 + 13)
        #expect(size.least < size.expected && size.expected < size.most)
    }

    @Test func `a member beyond it will have what is reserved`() {
        let size = forecast(100_000_000, ratio: 0.25, deviation: 10_000, lookAhead: 1 << 20)
        let estimate = SizeEstimate(strata: [.init(range: 0..<100_000_000, ratio: 0.25, variance: 1e8)])
        #expect(size.expected == estimate.reservation(from: 0) + 10 + 13)
        #expect(size.most - size.expected == 1 << 17)
    }

    @Test(arguments: [0.0, 0.3, 1.0, 40.0])
    func `it is never more than storing everything takes, and its bounds are in order`(ratio: Double) {
        for tarSize: Int64 in [1, 10_240, 1 << 33] {
            let size = forecast(tarSize, ratio: ratio, deviation: Double(tarSize), lookAhead: 8 << 20)
            #expect(size.most <= SizeReservation.ceiling(forTar: tarSize))
            #expect(0 <= size.least && size.least <= size.expected && size.expected <= size.most)
        }
    }
}
