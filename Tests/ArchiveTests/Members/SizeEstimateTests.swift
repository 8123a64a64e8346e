import Archive
import Testing

@Suite struct SizeEstimateTests {
    @Test func `what lies behind a place is the rest of its stratum and all that follows`() {
        let estimate = SizeEstimate(strata: [
            .init(range: 1_000..<2_000, ratio: 1, variance: 900, strength: 0.9),
            .init(range: 0..<1_000, ratio: 0.5, variance: 400),
        ])
        #expect(estimate.rest(from: 0) == 1_500)
        #expect(estimate.strongRest(from: 500) == 250 + 900)
        #expect(estimate.standardError(from: 1_000) == 30)
        #expect(estimate.standardError(from: 500) == (200.0 + 900).squareRoot())
        #expect(estimate.rest(from: 2_000) == 0)
        #expect(estimate.rest(from: -5) == 1_500)
    }

    @Test func `an estimate of nothing is nothing, with and without strata`() {
        for strata in [[], [SizeEstimate.Stratum(range: 5..<5, ratio: 1, variance: 1)]] {
            let estimate = SizeEstimate(strata: strata)
            #expect(estimate.rest(from: 0) == 0 && estimate.standardError() == 0)
            #expect(estimate.reservation(from: 0) < 100_000)
        }
    }

    @Test func `the promise covers two errors at the base level, and four at the strong one`() {
        func reservation(deviation: Double, strength: Double) -> Double {
            let stratum = SizeEstimate.Stratum(
                range: 0..<1_000_000_000, ratio: 0.5, variance: deviation * deviation, strength: strength)
            return Double(SizeEstimate(strata: [stratum]).reservation(from: 0))
        }
        #expect(reservation(deviation: 1e6, strength: 0.97) >= 500e6 + 2e6)
        #expect(reservation(deviation: 1e6, strength: 0.97) < 505e6)
        #expect(reservation(deviation: 1e6, strength: 1) >= 504e6)
        #expect(reservation(deviation: 10e6, strength: 0.97) >= 0.97 * 500e6 + 40e6)
    }
}
