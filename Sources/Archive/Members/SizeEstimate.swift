/// What a tar is expected to deflate to, stretch by stretch, and how uncertain that is.
package struct SizeEstimate: Sendable {
    /// A stretch of the tar whose content is of one kind, so that its blocks compress alike.
    package struct Stratum: Sendable {
        /// Offsets in the tar.
        package let range: Range<Int64>
        /// Compressed bytes for one byte of tar.
        package let ratio: Double
        /// Variance of the compressed size of the whole stratum, in bytes squared.
        package let variance: Double
        /// What the strong level makes of a byte that the base level packs.
        package let strength: Double

        package init(range: Range<Int64>, ratio: Double, variance: Double, strength: Double = 1) {
            self.range = range
            self.ratio = ratio
            self.variance = variance
            self.strength = strength
        }

        var length: Double { Double(range.upperBound) - Double(range.lowerBound) }
    }

    /// What lies behind a place, at both levels, and its variance.
    private struct Rest {
        var base = 0.0
        var strong = 0.0
        var variance = 0.0

        /// With so much of a stratum added.
        mutating func add(_ stratum: Stratum, share: Double) {
            let size = stratum.length * share * stratum.ratio
            base += size
            strong += size * stratum.strength
            variance += stratum.variance * share
        }
    }

    /// In the order of the tar.
    package let strata: [Stratum]
    /// What lies behind each of them.
    private let behind: [Rest]

    package init(strata: [Stratum]) {
        self.strata = strata.filter { !$0.range.isEmpty }.sorted { $0.range.lowerBound < $1.range.lowerBound }
        var rest = Rest()
        let sums = self.strata.reversed().map { stratum in
            defer { rest.add(stratum, share: 1) }
            return rest
        }
        behind = sums.reversed()
    }

    /// Expected compressed bytes of what lies behind `offset` in the tar, at the base level.
    package func rest(from offset: Int64) -> Double { rest(behind: offset).base }

    /// The same at the strong level.
    package func strongRest(from offset: Int64) -> Double { rest(behind: offset).strong }

    /// Standard error of what lies behind `offset`, in bytes. Errors of one stratum spread evenly over it.
    package func standardError(from offset: Int64 = 0) -> Double { rest(behind: offset).variance.squareRoot() }

    private func rest(behind offset: Int64) -> Rest {
        var (low, high) = (0, strata.count)
        while low < high {
            let middle = (low + high) / 2
            if strata[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        guard low < strata.count else { return Rest() }
        var rest = behind[low]
        let stratum = strata[low]
        let left = Double(stratum.range.upperBound) - Double(max(stratum.range.lowerBound, offset))
        rest.add(stratum, share: left / stratum.length)
        return rest
    }
}

// What to promise.
extension SizeEstimate {
    /// Standard errors that a promise has to spare: one in thirty thousand goes further.
    static let certainty = 4.0

    /// Bytes to reserve for what lies behind `offset`: enough for the base level if the estimate is two errors off, since
    /// that may show too late to be mended, for the strong one if it is as wrong as can be, and a little for what samples
    /// cannot know (ends of strata, files that change).
    /// - Parameter undecided: bytes of tar that are on their way at the base level whatever is learnt meanwhile.
    package func reservation(from offset: Int64, undecided: Int64 = 0) -> Int64 {
        let base = rest(from: offset)
        let strong = strongRest(from: offset)
        let error = standardError(from: offset)
        let wanted = max(base * 1.001 + 2 * error, strong * 1.003 + (Self.certainty + 1.5) * error)
        // What the strong level could have saved of the blocks on their way.
        let late = base > 0 ? Double(max(0, undecided)) * max(0, 1 - strong / base) : 0
        return Int64(saturating: (wanted + base * 0.0005 + late).rounded(.up)) + 24 * 1024
    }
}

extension Int64 {
    /// The nearest number there is, far from overflow; the largest for what is no number, since nothing is known then.
    init(saturating value: Double) {
        self = value.isNaN ? 4_000_000_000_000_000_000 : Int64(Swift.min(Swift.max(value, -4e18), 4e18))
    }
}
