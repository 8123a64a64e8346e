import Catalog
import Drive
import Pipe

/// The backups in Google Drive.
struct DriveStore: BackupStore {
    let account: DriveAccount
    let client: DriveClient

    func backups(onlyMarked: Bool) throws -> [StoredBackup] {
        let files =
            onlyMarked
            ? try client.list(.marked([DriveClient.mark: "backup"])) : try client.catalogFiles(of: account.instance)
        return files.compactMap(stored)
    }

    func backup(_ id: String) throws -> StoredBackup? {
        guard Self.isID(id) else { return nil }
        let file: DriveFile
        do throws(DriveError) {
            file = try client.file(id)
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
        guard let backup = stored(file) else { throw TargetError.unknown }
        return backup
    }

    func note(_ note: BackupNote, on id: String) throws -> CatalogEntry? {
        switch note {
        case .pinned(let note): CatalogEntry(try client.pin(id, note: note))
        case .unpinned: CatalogEntry(try client.unpin(id))
        case .confirmed(let md5): CatalogEntry(try client.confirm(id, md5: md5))
        case .damaged: CatalogEntry(try client.markDamaged(id))
        }
    }

    func delete(_ id: String) throws { try client.delete(id) }

    func quota(patience: Double?) throws -> StorageQuota { try client.storageQuota(patience: patience) }

    private func stored(_ file: DriveFile) -> StoredBackup? {
        CatalogEntry(file).map { StoredBackup($0, DriveBackupFile(file, in: account, client.cancellation)) }
    }

    /// What can be an id at all. Others, such as none or `..`, would be the address of something else.
    private static func isID(_ id: String) -> Bool {
        !id.isEmpty && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
}

extension DriveError {
    fileprivate var isNotFound: Bool { if case .notFound = self { true } else { false } }
}
