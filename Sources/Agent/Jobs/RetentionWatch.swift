import Catalog

/// Whether backups are still there that the rules of retention let go: what lasts of that until it is mended.
package struct RetentionWatch: Sendable, Equatable {
    /// What should go could not be deleted, or waits for a prune that allows more.
    package private(set) var isBehind = false

    package init() {}

    /// - Parameter kind: of the job that has ended so.
    package mutating func ended(_ kind: JobKind, _ outcome: JobOutcome) {
        guard case .pruning(let options) = kind, !options.isDryRun else { return }
        switch outcome {
        // What nobody is signed in for was hardly tried, and signing in is the one thing to do.
        case .failed(let failure) where failure.isAboutAuthorization: break
        case .pruned(let result) where result.failures.contains(where: \.problem.isAboutAuthorization): break
        // Where not even the first may go, nothing is to be deleted: that is wanted so.
        case .pruned(let result):
            isBehind = !result.failures.isEmpty || !result.plan.deletions.isEmpty && !result.plan.deferred.isEmpty
        case .failed: isBehind = true
        case .completed, .verified, .fetched, .skipped, .cancelled: break
        }
    }

    /// Nothing is left to do, whoever did it.
    /// - Parameter plan: what the rules make of what is at the destination now.
    package mutating func looked(at plan: RetentionPlan) {
        if plan.deletions.isEmpty, plan.deferred.isEmpty { isBehind = false }
    }
}
