/// What something that is still to be written will have, in bytes.
package struct SizeForecast: Sendable, Equatable {
    /// Less than this it will not be.
    package var least: Int64
    package var expected: Int64
    /// More than this it will not be, unless the source changes under the writer's hands.
    package var most: Int64

    package init(least: Int64, expected: Int64, most: Int64) {
        self.least = least
        self.expected = expected
        self.most = most
    }

    /// A size that is known.
    package init(exactly size: Int64) {
        self.init(least: size, expected: size, most: size)
    }

    /// What becomes of it in a packing that makes more of more.
    package func map(_ packed: (Int64) -> Int64) -> SizeForecast {
        SizeForecast(least: packed(least), expected: packed(expected), most: packed(most))
    }

    package static func + (left: SizeForecast, right: SizeForecast) -> SizeForecast {
        SizeForecast(
            least: left.least + right.least, expected: left.expected + right.expected, most: left.most + right.most)
    }
}

extension SizeEstimate {
    /// What `GzipMemberWriter` will make of the whole tar. A member that outgrows the look-ahead has what is reserved for
    /// it, to the last byte; how well the samples tell the part before that is not measured, and taken to be an eighth.
    /// - Parameters:
    ///   - tarSize: the most bytes that the tar may have.
    ///   - lookAhead: bytes.
    package func memberSize(ofTar tarSize: Int64, lookAhead: Int) -> SizeForecast {
        let ceiling = SizeReservation.ceiling(forTar: tarSize)
        let frame = Int64(GzipFormat.header.count) + SizeReservation.closing
        let bare = min(ceiling, Int64(saturating: rest(from: 0)) + frame)
        let reserved = reservation(from: 0) + frame
        let slack = min(Int64(lookAhead), bare) / 8
        let uncertainty = Int64(saturating: Self.certainty * standardError()) + slack
        return SizeForecast(
            least: max(0, bare - uncertainty), expected: bare > lookAhead ? min(ceiling, reserved) : bare,
            most: min(ceiling, reserved + slack))
    }
}
