import Archive
import Catalog
import Drive
import Logging

/// The decision to let a backup begin, and what may be deleted for it.
package struct Admission {
    private let quota: () -> StorageQuota?
    private let plan: (() throws -> RetentionPlan)?
    private let delete: (CatalogEntry) throws -> Void
    private let log: Logger

    /// - Parameters:
    ///   - quota: what Google says of the account; nil when it says nothing, which is no reason not to try.
    ///   - plan: what retention lets go with the backup that is to come; nil when nothing may be deleted beforehand.
    package init(
        quota: @escaping () -> StorageQuota?, plan: (() throws -> RetentionPlan)?,
        delete: @escaping (CatalogEntry) throws -> Void, log: Logger
    ) {
        self.quota = quota
        self.plan = plan
        self.delete = delete
        self.log = log
    }

    /// Returns when the backup may begin.
    /// - Throws: `SpaceShortage`; what `plan` throws.
    package func admit(_ forecast: SizeForecast) throws -> FreedSpace {
        let check = SpaceCheck.beforehand(forecast)
        let before = quota()
        guard let before, case .doesNotFit(let shortage) = check.verdict(before) else { return FreedSpace() }
        guard let plan, let room = RoomPlan(freeing: shortage.missing, by: try plan()) else { throw shortage }
        var freed = FreedSpace()
        freed.usageBefore = before.usage
        freed.bytes = delete(room.deletions)
        let after = quota() ?? before
        if case .doesNotFit(let shortage) = check.verdict(after, freed: freed.uncounted(in: after)) { throw shortage }
        return freed
    }

    /// One that cannot be deleted does not keep the others.
    private func delete(_ entries: [CatalogEntry]) -> Int64 {
        var freed: Int64 = 0
        for entry in entries {
            do {
                try delete(entry)
                freed = freed.saturatingSum(max(0, entry.size))
                log.notice("\(entry.name) was deleted to make room: \(entry.size.inUnits).")
            } catch {
                log.warning("\(entry.name) cannot be deleted to make room. \(error)")
            }
        }
        return freed
    }
}
