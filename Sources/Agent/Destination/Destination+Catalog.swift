import Catalog
import Pipe

// The backups as people manage them. Everything here blocks, and changes nothing that is not our own.
extension Destination {
    /// All backups of this instance, and what others left beside them.
    package func catalog(_ cancellation: Cancellation) throws -> Catalog {
        try store(cancellation).catalog(of: instance)
    }

    /// Keeps a backup until it is unpinned.
    /// - Parameter note: why; nil leaves an earlier one as it is, an empty one removes it.
    /// - Returns: the backup as it is now.
    /// - Throws: `TargetError`, the destination's errors.
    package func pin(
        _ target: BackupTarget, note: String?, _ cancellation: Cancellation
    ) throws -> CatalogEntry {
        let entry = try own(target, cancellation)
        return try store(cancellation).note(.pinned(note: note), on: entry.id) ?? entry
    }

    /// Hands a backup back to retention; its note goes too.
    /// - Returns: the backup as it is now.
    /// - Throws: `TargetError`, the destination's errors.
    package func unpin(_ target: BackupTarget, _ cancellation: Cancellation) throws -> CatalogEntry {
        let entry = try own(target, cancellation)
        return try store(cancellation).note(.unpinned, on: entry.id) ?? entry
    }

    /// Deletes a backup for good.
    /// - Parameter force: although it is pinned or the newest good one; never one that is not ours.
    /// - Returns: the backup as it was.
    /// - Throws: `TargetError`, the destination's errors.
    package func delete(
        _ target: BackupTarget, force: Bool, _ cancellation: Cancellation
    ) throws -> CatalogEntry {
        let entry = try own(target, cancellation)
        if !force {
            guard !entry.isPinned else { throw TargetError.pinned(entry.name) }
            // One that is not listed yet is newer than all that are.
            let others = try catalog(cancellation).own.filter { $0.id != entry.id }
            let newest = Catalog(others + [entry], instance: instance).newestGood
            guard newest?.id != entry.id else { throw TargetError.newestGood(entry.name) }
        }
        try store(cancellation).delete(entry.id)
        return entry
    }

    /// A backup that this instance made, as it is now.
    private func own(_ target: BackupTarget, _ cancellation: Cancellation) throws -> CatalogEntry {
        let entry = try backup(target, cancellation).entry
        guard entry.instance == instance else { throw TargetError.foreign(entry.name) }
        return entry
    }
}
