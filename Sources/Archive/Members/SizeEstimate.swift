/// What a tar is expected to deflate to, stratum by stratum, and how uncertain that is.
package struct SizeEstimate: Sendable {
    /// A stretch of the tar whose content is of one kind, so that its blocks compress alike.
    package struct Stratum: Sendable {
        /// Offsets in the tar.
        package let range: Range<Int64>
        /// Compressed bytes for one byte of tar.
        package let ratio: Double
        /// Variance of the compressed size of the whole stratum, in bytes squared.
        package let variance: Double

        package init(range: Range<Int64>, ratio: Double, variance: Double) {
            self.range = range
            self.ratio = ratio
            self.variance = variance
        }
    }

    package let strata: [Stratum]

    package init(strata: [Stratum]) {
        self.strata = strata
    }

    /// Expected compressed bytes of what lies behind `offset` in the tar.
    package func rest(from offset: Int64) -> Double {
        strata.reduce(0) { sum, stratum in
            let length = stratum.range.upperBound - max(stratum.range.lowerBound, offset)
            return sum + Double(max(0, length)) * stratum.ratio
        }
    }

    /// Standard error of the whole, in bytes.
    package var standardError: Double {
        strata.reduce(0) { $0 + $1.variance }.squareRoot()
    }

    /// Bytes to reserve for what lies behind `offset`: the expectation, four standard errors, and a little for what the
    /// samples cannot know (files that change between sampling and reading, the ends of strata).
    package func reservation(from offset: Int64) -> Int64 {
        let expected = rest(from: offset)
        return Int64((expected * 1.004 + 4 * standardError).rounded(.up)) + 8 * 1024
    }
}
