import Catalog
import Drive

/// The backups at a destination, for one thread. Everything here blocks, and nothing asks whether it should be done.
package protocol BackupStore {
    /// What is there now.
    /// - Parameter onlyMarked: only what some instance of DrivePipe made; otherwise also what others put beside it.
    func backups(onlyMarked: Bool) throws -> [StoredBackup]

    /// One, as it is now; nil when it is gone.
    /// - Throws: `TargetError.unknown` when something of that id is there and is no backup, such as what lies in a trash.
    func backup(_ id: String) throws -> StoredBackup?

    /// Notes something on a backup.
    /// - Returns: the backup as it is now; nil when that cannot be said.
    @discardableResult
    func note(_ note: BackupNote, on id: String) throws -> CatalogEntry?

    /// Deletes a backup for good.
    func delete(_ id: String) throws

    /// How full the destination is.
    /// - Parameter patience: seconds for which an answer is tried for; nil: as long as for anything else.
    func quota(patience: Double?) throws -> StorageQuota
}

/// What can be noted on a backup.
package enum BackupNote: Sendable, Equatable {
    /// It stays until it is unpinned. Of the note: nil leaves an earlier one as it is, an empty one removes it.
    case pinned(note: String?)
    /// It is handed back to retention; its note goes too.
    case unpinned
    /// Its bytes were found to be good; their MD5, if known.
    case confirmed(md5: String?)
    /// It was found broken.
    case damaged
}
