import Catalog

/// What a `prune` may say about the one run it asks for.
package struct PruneOptions: Sendable, Equatable {
    /// Only say what would be deleted.
    package var isDryRun = false
    /// Rules in place of the configured ones, as far as they are given.
    package var keepLast: Int?
    package var keepDaily: Int?
    package var keepWeekly: Int?
    package var keepMonthly: Int?
    package var keepYearly: Int?
    /// Seconds.
    package var keepWithin: Int64?
    /// The confirmation of more deletions at once than are configured.
    package var maxDeletes: Int?
    package var trigger: Trigger

    package init(trigger: Trigger) {
        self.trigger = trigger
    }

    /// The configured policy with these changes.
    package func policy(from configured: RetentionPolicy) -> RetentionPolicy {
        var policy = configured
        if let keepLast { policy.keepLast = keepLast }
        if let keepDaily { policy.keepDaily = keepDaily }
        if let keepWeekly { policy.keepWeekly = keepWeekly }
        if let keepMonthly { policy.keepMonthly = keepMonthly }
        if let keepYearly { policy.keepYearly = keepYearly }
        if let keepWithin { policy.keepWithin = keepWithin }
        if let maxDeletes { policy.maxDeletes = maxDeletes }
        return policy
    }
}
