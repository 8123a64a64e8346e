import Backup
import Catalog
import Pipe

/// A backup's file in a folder, with the checksum that was noted.
struct FolderBackupFile: BackupFile {
    let name: String
    let entry: CatalogEntry
    let path: String

    var size: Int64 { entry.size }
    var md5: String? { entry.md5 }

    func source(from offset: Int64, count: Int64) throws -> any ByteSource {
        do {
            return try LocalBackupFile(path).source(from: offset, count: count)
        } catch let error as SystemError {
            throw TargetError.unreadable(name, "\(error)")
        }
    }
}
