import Catalog
import JSON

extension PruneResult {
    /// What events and replies say of it. Of a long plan the first lines: Home Assistant remembers no more than 16 KiB
    /// of what an event tells.
    package var payload: JSON { payload(lines: 50, bytes: 12 * 1024) }

    /// - Parameters:
    ///   - lines: at most so many of the plan's, those that go before those that stay.
    ///   - bytes: what they may take up, as JSON.
    package func payload(lines: Int, bytes: Int = .max) -> JSON {
        let shown = planLines(lines, bytes)
        return [
            "dry_run": .bool(isDryRun), "deleted": .integer(Int64(deleted.count)), "kept": .integer(Int64(kept)),
            "freed_bytes": .integer(freed), "names": .array(deleted.prefix(20).map { .string($0.name) }),
            "deferred": .integer(Int64(plan.deferred.count)), "spared": .integer(Int64(spared.count)),
            "failed": .integer(Int64(failures.count)),
            "failures": .array(failures.prefix(5).map(\.payload)),
            "plan": .array(shown), "plan_truncated": .bool(shown.count < plan.decisions.count),
        ]
    }

    private func planLines(_ lines: Int, _ bytes: Int) -> [JSON] {
        let (going, staying) = (
            plan.decisions.filter { $0.verdict.action != "keep" }, plan.decisions.filter { $0.verdict.action == "keep" }
        )
        var left = bytes
        return (going + staying).prefix(lines).map(\.payload).prefix { line in
            left -= line.text.count + 1
            return left >= 0
        }
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
