import Catalog
import JSON

/// What a run of retention did, or would do.
package struct PruneResult: Sendable, Equatable {
    /// A backup that could not be deleted.
    package struct Failure: Sendable, Equatable {
        package let entry: CatalogEntry
        package let problem: JobFailure

        package init(entry: CatalogEntry, problem: JobFailure) {
            self.entry = entry
            self.problem = problem
        }
    }

    package var isDryRun: Bool
    package var plan: RetentionPlan
    /// Oldest first; in a dry run those that would be deleted.
    package var deleted: [CatalogEntry]
    /// They were to go, but had changed since they were listed: pinned meanwhile, for instance.
    package var spared: [CatalogEntry] = []
    package var failures: [Failure]

    package init(isDryRun: Bool, plan: RetentionPlan, deleted: [CatalogEntry], failures: [Failure] = []) {
        self.isDryRun = isDryRun
        self.plan = plan
        self.deleted = deleted
        self.failures = failures
    }

    /// Bytes.
    package var freed: Int64 { deleted.totalSize }

    /// Our own that are still there.
    package var kept: Int {
        plan.decisions.count { $0.verdict != .keep([.foreign]) } - deleted.count
    }

    /// Nothing that should go is still there.
    package var isComplete: Bool { failures.isEmpty && plan.deferred.isEmpty }
}

extension PruneResult {
    /// For people.
    package var sentence: String {
        var sentences = ["\(isDryRun ? "To be deleted" : "Deleted"): \(deleted.count). Kept: \(kept)."]
        if !deleted.isEmpty { sentences.append("\(isDryRun ? "To be freed" : "Freed"): \(String(bytes: freed)).") }
        if !plan.deferred.isEmpty {
            sentences.append("Waiting for the next prune, or for one that may delete more: \(plan.deferred.count).")
        }
        if !spared.isEmpty { sentences.append("Changed meanwhile, and therefore kept: \(spared.count).") }
        if let first = failures.first {
            sentences.append("Could not be deleted: \(failures.count). \(first.problem.message)")
        }
        return sentences.joined(separator: " ")
    }
}
