import Catalog
import Drive

// A listing may lag behind: what is to be deleted, and what is to stay because of that, is looked at once more.
extension DriveClient {
    /// Deletes a backup for good, unless it is no longer what it was listed as.
    /// - Returns: false when it was spared.
    func deleteUnchanged(_ entry: CatalogEntry, of instance: String) throws(DriveError) -> Bool {
        let file: DriveFile
        do {
            file = try self.file(entry.id)
        } catch .notFound {
            return true
        }
        // In the trash it still takes its room, and whoever put it there may want it back.
        guard let now = CatalogEntry(file) else { return false }
        guard now.instance == instance, !now.isPinned, now.trust == entry.trust, now.date == entry.date else {
            return false
        }
        try delete(entry.id)
        return true
    }

    /// - Throws: `TargetError.newestGoodGone` when a backup for whose sake others of its series may go is not there and
    ///   good any more; `DriveError`.
    func requireNewestGood(of plan: RetentionPlan) throws {
        guard let mainstays = plan.mainstays else { throw TargetError.newestGoodGone }
        for entry in mainstays where try catalogEntry(entry.id)?.trust != .verified {
            throw TargetError.newestGoodGone
        }
    }
}
