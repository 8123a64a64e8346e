import Catalog
import Drive
import Pipe

// What is there, and notes on it. Every call blocks.
extension DriveAccount {
    /// - Throws: `DriveError`.
    package func catalog(_ cancellation: Cancellation) throws(DriveError) -> Catalog {
        try client(cancellation).catalog(of: instance)
    }

    package func pin(
        _ target: BackupTarget, note: String?, _ cancellation: Cancellation
    ) throws -> CatalogEntry {
        throw TargetError.unknown
    }

    package func unpin(_ target: BackupTarget, _ cancellation: Cancellation) throws -> CatalogEntry {
        throw TargetError.unknown
    }
}
