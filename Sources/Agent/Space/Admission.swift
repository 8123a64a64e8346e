import Archive
import Catalog
import Drive
import Logging

/// The decision to let a backup begin, and what may be deleted for it.
package struct Admission {
    private let quota: () -> StorageQuota?
    private let plan: (() throws -> RetentionPlan)?
    private let delete: (CatalogEntry) throws -> Bool
    private let log: Logger

    /// - Parameters:
    ///   - quota: what Google says of the account; nil when it says nothing, which is no reason not to try.
    ///   - plan: what retention lets go with the backup that is to come; nil when nothing may be deleted beforehand.
    ///   - delete: returns false when it has spared a backup, which has changed since it was listed.
    package init(
        quota: @escaping () -> StorageQuota?, plan: (() throws -> RetentionPlan)?,
        delete: @escaping (CatalogEntry) throws -> Bool, log: Logger
    ) {
        self.quota = quota
        self.plan = plan
        self.delete = delete
        self.log = log
    }

    /// Returns when the backup may begin.
    /// - Parameter freed: by an earlier attempt of the same job.
    /// - Returns: all that the job has freed.
    /// - Throws: `SpaceShortage`; what `plan` throws.
    package func admit(_ forecast: SizeForecast, afterFreeing freed: FreedSpace = FreedSpace()) throws -> FreedSpace {
        var freed = freed
        let check = SpaceCheck.beforehand(forecast)
        guard let before = quota() else { return freed }
        let verdict = check.verdict(before, freed: freed.uncounted(in: before))
        guard case .doesNotFit(let shortage) = verdict else { return freed }
        guard let plan, let room = RoomPlan(freeing: shortage.missing, by: try plan()) else { throw shortage }
        freed.add(delete(room.deletions), at: before)
        let after = quota() ?? before
        if case .doesNotFit(let shortage) = check.verdict(after, freed: freed.uncounted(in: after)) { throw shortage }
        return freed
    }

    /// One that cannot be deleted does not keep the others.
    private func delete(_ entries: [CatalogEntry]) -> Int64 {
        var freed: Int64 = 0
        for entry in entries {
            do {
                guard try delete(entry) else { continue }
                freed = freed.saturatingSum(max(0, entry.size))
                log.notice("\(entry.name) was deleted to make room: \(String(bytes: entry.size)).")
            } catch {
                log.warning("\(entry.name) cannot be deleted to make room. \(error)")
            }
        }
        return freed
    }
}
