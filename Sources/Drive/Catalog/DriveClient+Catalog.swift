import Catalog
import FoundationEssentials

// What our folder holds, in the terms of retention.
extension DriveClient {
    /// All backups that this program made in the account, wherever they lie, and what others left in the folder of the
    /// instance. Nothing becomes ours by its name or its place.
    package func catalog(of instance: String) throws(DriveError) -> Catalog {
        var files = try list(.marked([Self.mark: "backup"]))
        for folder in try folders(of: instance) {
            do {
                files += try list(.inFolder(folder.id))
            } catch .notFound {
                // It went while we looked, and all that was in it.
                continue
            }
        }
        return Catalog(files.compactMap(CatalogEntry.init), instance: instance)
    }

    /// A backup as it is now; nil when it is gone or in the trash.
    package func catalogEntry(_ id: String) throws(DriveError) -> CatalogEntry? {
        do {
            return CatalogEntry(try file(id))
        } catch .notFound {
            return nil
        }
    }
}
