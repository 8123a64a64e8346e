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
    package var failures: [Failure]

    package init(isDryRun: Bool, plan: RetentionPlan, deleted: [CatalogEntry], failures: [Failure] = []) {
        self.isDryRun = isDryRun
        self.plan = plan
        self.deleted = deleted
        self.failures = failures
    }

    /// Bytes.
    package var freed: Int64 { deleted.reduce(0) { $0 + $1.size } }

    /// Our own that are still there.
    package var kept: Int {
        plan.decisions.filter { if case .keep = $0.verdict { $0.entry.instance != nil } else { false } }.count
            + plan.deferred.count + failures.count
    }

    package var payload: JSON {
        [
            "dry_run": .bool(isDryRun), "deleted": .integer(Int64(deleted.count)), "kept": .integer(Int64(kept)),
            "freed_bytes": .integer(freed), "names": .array(deleted.prefix(20).map { .string($0.name) }),
            "deferred": .integer(Int64(plan.deferred.count)), "failed": .integer(Int64(failures.count)),
        ]
    }

    /// For people.
    package var sentence: String {
        "\(isDryRun ? "To be deleted" : "Deleted"): \(deleted.count). Kept: \(kept)."
    }
}
