import Catalog
import JSON

extension PruneResult {
    /// What events and replies say of it; of a long plan the first fifty lines, those that go before those that stay.
    package var payload: JSON { payload(lines: 50) }

    /// - Parameter lines: at most so many of the plan's.
    package func payload(lines: Int) -> JSON {
        [
            "dry_run": .bool(isDryRun), "deleted": .integer(Int64(deleted.count)), "kept": .integer(Int64(kept)),
            "freed_bytes": .integer(freed), "names": .array(deleted.prefix(20).map { .string($0.name) }),
            "deferred": .integer(Int64(plan.deferred.count)), "spared": .integer(Int64(spared.count)),
            "failed": .integer(Int64(failures.count)),
            "failures": .array(failures.prefix(20).map(\.payload)),
            "plan": .array(sorted.prefix(lines).map(\.payload)),
            "plan_truncated": .bool(plan.decisions.count > lines),
        ]
    }

    private var sorted: [RetentionPlan.Decision] {
        plan.decisions.filter { $0.verdict.action != "keep" } + plan.decisions.filter { $0.verdict.action == "keep" }
    }
}

extension PruneResult.Failure {
    fileprivate var payload: JSON {
        [
            "id": .string(entry.id), "name": .string(entry.name), "code": .string(problem.code),
            "message": .string(problem.message),
        ]
    }
}

extension RetentionPlan.Decision {
    fileprivate var payload: JSON {
        [
            "id": .string(entry.id), "name": .string(entry.name), "at": .string(entry.date.payloadText),
            "bytes": .integer(entry.size), "action": .string(verdict.action),
            "reasons": .array(verdict.codes.map { .string($0) }), "why": .string(verdict.reasons),
        ]
    }
}
