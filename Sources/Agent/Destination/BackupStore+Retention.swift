import Catalog

// A listing may lag behind: what is to be deleted, and what is to stay because of that, is looked at once more.
extension BackupStore {
    /// All backups of the instance, and what others left beside them.
    func catalog(of instance: String) throws -> Catalog {
        Catalog(try backups(onlyMarked: false).map(\.entry), instance: instance)
    }

    /// Deletes a backup for good, unless it is no longer what it was listed as.
    /// - Returns: false when it was spared.
    func deleteUnchanged(_ entry: CatalogEntry, of instance: String) throws -> Bool {
        let found: StoredBackup?
        do {
            found = try backup(entry.id)
        } catch TargetError.unknown {
            // In a trash it still takes its room, and whoever put it there may want it back.
            return false
        }
        guard let now = found?.entry else { return true }
        guard now.instance == instance, !now.isPinned, now.trust == entry.trust, now.date == entry.date else {
            return false
        }
        try delete(entry.id)
        return true
    }

    /// - Throws: `TargetError.newestGoodGone` when the backup for whose sake others may go is not there and good any more;
    ///   the destination's errors.
    func requireNewestGood(of plan: RetentionPlan) throws {
        let newest = plan.decisions.first { $0.verdict.reasonsToKeep?.contains(.newestGood) == true }
        guard let newest, try trust(in: newest.entry.id) == .verified else { throw TargetError.newestGoodGone }
    }

    private func trust(in id: String) throws -> CatalogEntry.Trust? {
        do {
            return try backup(id)?.entry.trust
        } catch TargetError.unknown {
            return nil
        }
    }
}
