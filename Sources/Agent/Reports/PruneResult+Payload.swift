import Catalog
import JSON

extension PruneResult {
    /// What events and replies say of it. Of a long plan the first lines: a message has at most 8 KiB.
    package var payload: JSON { payload(lines: 50, bytes: Self.mostBytes) }

    /// The same without the plan, for events: what they carry becomes attributes of an entity.
    package var summary: JSON { .object(numbers(Self.longestName)) }

    /// What a reply or an event has around it fits beside it into 8 KiB.
    private static let mostBytes = 6_500
    /// Bytes of a name where there is an end.
    private static let longestName = 96

    /// - Parameters:
    ///   - lines: at most so many of the plan's, those that go before those that stay.
    ///   - bytes: what all of it may take up, as JSON; names are cut then.
    package func payload(lines: Int, bytes: Int = .max) -> JSON {
        let name = bytes == .max ? Int.max : Self.longestName
        var members = numbers(name)
        let shown = planLines(lines, bytes - JSON.object(members).text.count, name)
        members["plan"] = .array(shown)
        members["plan_truncated"] = .bool(shown.count < plan.decisions.count)
        return .object(members)
    }

    private func numbers(_ name: Int) -> [String: JSON] {
        [
            "dry_run": .bool(isDryRun), "deleted": .integer(Int64(deleted.count)), "kept": .integer(Int64(kept)),
            "freed_bytes": .integer(freed),
            "names": .array(deleted.prefix(20).map { .string($0.name.cut(toBytes: name)) }),
            "deferred": .integer(Int64(plan.deferred.count)), "spared": .integer(Int64(spared.count)),
            "failed": .integer(Int64(failures.count)),
            "failures": .array(failures.prefix(5).map { $0.payload(name) }),
        ]
    }

    private func planLines(_ lines: Int, _ bytes: Int, _ name: Int) -> [JSON] {
        let (going, staying) = (
            plan.decisions.filter { $0.verdict.reasonsToKeep == nil },
            plan.decisions.filter { $0.verdict.reasonsToKeep != nil }
        )
        var left = bytes
        return (going + staying).prefix(lines).map { $0.payload(name) }.prefix { line in
            left -= line.text.count + 1
            return left >= 0
        }
    }
}

extension PruneResult.Failure {
    /// - Parameter name: bytes of the name that are shown.
    fileprivate func payload(_ name: Int) -> JSON {
        [
            "id": .string(entry.id), "name": .string(entry.name.cut(toBytes: name)), "code": .string(problem.code),
            "message": .string(problem.message.cut(toBytes: 300)),
        ]
    }
}

extension RetentionPlan.Decision {
    /// - Parameter name: bytes of the name that are shown.
    fileprivate func payload(_ name: Int) -> JSON {
        [
            "id": .string(entry.id), "name": .string(entry.name.cut(toBytes: name)),
            "at": .string(entry.date.payloadText),
            "bytes": .integer(entry.size), "series": JSON(entry.series), "action": .string(verdict.action),
            "reasons": .array(verdict.codes.map { .string($0) }), "why": .string(verdict.reasons),
        ]
    }
}
