import Catalog

/// Which backups are deleted so that a new one fits: of those that retention lets go anyway, the oldest first and no more
/// than it takes.
package struct RoomPlan: Sendable, Equatable {
    /// Oldest first.
    package let deletions: [CatalogEntry]

    /// Nil when all that may go would not be enough, or no good backup would remain: then nothing is deleted at all.
    /// - Parameter missing: bytes.
    package init?(freeing missing: Int64, by plan: RetentionPlan) {
        var chosen: [CatalogEntry] = []
        var freed: Int64 = 0
        for entry in plan.deletions where freed < missing {
            chosen.append(entry)
            freed = freed.saturatingSum(max(0, entry.size))
        }
        guard freed >= missing, Self.leavesGoodOne(plan, without: chosen) else { return nil }
        deletions = chosen
    }

    private static func leavesGoodOne(_ plan: RetentionPlan, without chosen: [CatalogEntry]) -> Bool {
        let gone = Set(chosen.map(\.id))
        return plan.decisions.contains { decision in
            guard decision.verdict != .keep([.foreign]) else { return false }
            return decision.entry.trust == .verified && !gone.contains(decision.entry.id)
        }
    }
}
