import Archive
import Drive

/// Whether a backup will fit into an account, going by what Google says of it.
package struct SpaceCheck: Sendable, Equatable {
    /// What can be said of it beforehand.
    package enum Verdict: Sendable, Equatable {
        case fits
        /// There is no limit, or none that is known, as on a shared drive: Google's own answer will tell.
        case unknown
        case doesNotFit(SpaceShortage)
    }

    /// Bytes that the backup takes.
    private let needed: Int64
    /// Bytes that must be left beside it.
    private let margin: Int64

    package init(needed: Int64, margin: Int64) {
        self.needed = max(0, needed)
        self.margin = max(0, margin)
    }

    /// Before the first byte: what may be needed at most, and a hundredth, since others fill the account meanwhile.
    package static func beforehand(_ forecast: SizeForecast) -> SpaceCheck {
        SpaceCheck(
            needed: forecast.expected, margin: max(0, forecast.most - forecast.expected) + forecast.expected / 100)
    }

    /// On the way: nothing is given up as long as it may still fit.
    package static func underWay(_ forecast: SizeForecast) -> SpaceCheck {
        SpaceCheck(needed: forecast.least, margin: 0)
    }

    /// - Parameters:
    ///   - quota: nil when it is not known.
    ///   - freed: bytes that were deleted and that Google may not have counted yet. Bytes of an upload that is not complete
    ///     do not count at Google either.
    package func verdict(_ quota: StorageQuota?, freed: Int64 = 0) -> Verdict {
        guard var quota, quota.limit != nil else { return .unknown }
        quota.usage = max(0, quota.usage.saturatingSum(-max(0, freed)))
        let free = quota.free ?? 0
        let wanted = needed.saturatingSum(margin)
        guard free < wanted else { return .fits }
        return .doesNotFit(SpaceShortage(needed: wanted, quota))
    }
}
