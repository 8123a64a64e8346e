import Backup
import Catalog
import Pipe

/// A backup at a destination: what is noted of it, and its bytes.
package struct StoredBackup: BackupFile {
    package let entry: CatalogEntry
    private let file: any BackupFile

    /// - Parameter file: its bytes, under the name that the file has there.
    init(_ entry: CatalogEntry, _ file: any BackupFile) {
        self.entry = entry
        self.file = file
    }

    package var name: String { file.name }
    package var size: Int64 { file.size }
    package var md5: String? { file.md5 }

    package func source(from offset: Int64, count: Int64) throws -> any ByteSource {
        try file.source(from: offset, count: count)
    }
}
