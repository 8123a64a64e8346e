/// How long to wait between attempts, and when to stop attempting.
///
/// min(2^n s + up to 1 s at random, 64 s), counted anew after progress, with `Retry-After` honoured, as Google asks for and
/// any other server will be glad of. Pure: the caller brings the time and does the sleeping.
package struct Backoff: Sendable {
    /// The figures of a back-off.
    package struct Policy: Sendable {
        /// Seconds that stand for one: everything else scales with it, so that tests need not wait.
        package var second = 1.0
        /// The longest wait, in `second`s.
        package var longest = 64.0
        /// Real seconds without progress, from the first failure, after which the last error is final.
        package var patience: Double
        /// Real seconds without progress in which there was nothing but requests to slow down, after which it is no matter
        /// of speed any more; nil when `patience` counts for them too.
        package var limitPatience: Double?

        package init(patience: Double) {
            self.patience = patience
        }
    }

    private let policy: Policy
    private var failures = 0
    private var failingSince: Double?
    private var limitedSince: Double?

    package init(_ policy: Policy) {
        self.policy = policy
    }

    /// Notes a failure at `now`.
    /// - Parameters:
    ///   - now: seconds on any clock that only goes forward.
    ///   - isLimited: the server asked to slow down.
    ///   - random: between 0 and 1.
    /// - Returns: seconds to wait before the next attempt; nil when patience is at its end.
    package mutating func failed(
        at now: Double, retryAfter: Double? = nil, isLimited: Bool = false, random: Double = .random(in: 0...1)
    ) -> Double? {
        failingSince = failingSince ?? now
        limitedSince = isLimited ? limitedSince ?? now : nil
        let left = end(now) - now
        guard left > 0 else { return nil }
        let wait = max(exponential(random), (retryAfter ?? 0) * policy.second)
        failures += 1
        // The last attempt comes right at the end of patience rather than never.
        return min(wait, left)
    }

    /// Whether it was for the requests to slow down, and for nothing else, that patience ended.
    package func isLimited(at now: Double) -> Bool {
        guard let limit = policy.limitPatience, let limitedSince else { return false }
        return now >= limitedSince + limit
    }

    /// Notes that something was achieved.
    package mutating func succeeded() {
        failures = 0
        failingSince = nil
        limitedSince = nil
    }

    /// When patience ends.
    private func end(_ now: Double) -> Double {
        let end = (failingSince ?? now) + policy.patience
        guard let limit = policy.limitPatience, let limitedSince else { return end }
        return min(end, limitedSince + limit)
    }

    private func exponential(_ random: Double) -> Double {
        let doubled = Double(1 << min(failures, 30))
        return min(doubled + min(max(random, 0), 1), policy.longest) * policy.second
    }
}
