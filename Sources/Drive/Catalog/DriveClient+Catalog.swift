import Catalog
import FoundationEssentials

// What our folder holds, in the terms of retention.
extension DriveClient {
    /// The files of all backups that this program made in the account, wherever they lie, and of what others left in the
    /// folder of the instance. One that moves meanwhile may come twice.
    package func catalogFiles(of instance: String) throws(DriveError) -> [DriveFile] {
        var files = try list(.marked([Self.mark: "backup"]))
        for folder in try folders(of: instance) {
            do {
                files += try list(.inFolder(folder.id))
            } catch .notFound {
                // It went while we looked, and all that was in it.
                continue
            }
        }
        return files
    }

    /// The same in the terms of retention. Nothing becomes ours by its name or its place.
    package func catalog(of instance: String) throws(DriveError) -> Catalog {
        Catalog(try catalogFiles(of: instance).compactMap(CatalogEntry.init), instance: instance)
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
