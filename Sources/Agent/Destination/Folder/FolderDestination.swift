import Drive
import Pipe

/// A folder of this machine that keeps backups, on a NAS or another disk, each with a `Sidecar`.
package struct FolderDestination: Destination {
    package let path: String
    package let instance: String

    /// Nothing is looked at yet.
    package init(_ path: String, instance: String) {
        self.path = path
        self.instance = instance
    }

    package var name: String { "the folder \(path)" }

    /// - Throws: `FolderError`.
    package func store(_ cancellation: Cancellation) throws -> any BackupStore {
        try FolderStore(path)
    }

    /// Also takes away what a crash has left.
    /// - Throws: `FolderError`.
    package func receiver(_ cancellation: Cancellation) throws -> any BackupReceiver {
        try removeLeftovers()
        return FolderReceiver(path: path, cancellation: cancellation)
    }

    /// Takes away what a crash of this instance has left. What is still being written stays.
    /// - Throws: `FolderError`.
    package func removeLeftovers() throws {
        try FolderStore(path).removeLeftovers(of: instance)
    }
}
