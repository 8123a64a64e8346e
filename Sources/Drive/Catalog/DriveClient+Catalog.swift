import Catalog
import FoundationEssentials

// What our folder holds, in the terms of retention.
extension DriveClient {
    /// All backups that this program made in the account, and what lies in the folder of the instance beside them.
    package func catalog(of instance: String) throws(DriveError) -> Catalog {
        let files = try list(.marked([Self.mark: "backup"]))
        return Catalog(files.compactMap(CatalogEntry.init), instance: instance)
    }
}

extension CatalogEntry {
    /// Nil for what is no backup.
    init?(_ file: DriveFile) {
        guard file.mimeType != DriveFile.folderType else { return nil }
        self.init(
            id: file.id, name: file.name ?? file.id, instance: file.appProperties?[DriveClient.instanceKey],
            slug: file.appProperties?["slug"], date: file.created ?? Date(timeIntervalSince1970: 0),
            size: file.size ?? 0, md5: file.md5Checksum)
    }
}
