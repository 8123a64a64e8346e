import Pipe

/// What keeps the backups of this instance: Google Drive, or a folder of this machine. One for the whole process.
///
/// A destination only takes, lists, reads, deletes and notes. Which backup is meant, which may go and which never, is
/// said once for all of them, in extensions.
package protocol Destination: Sendable {
    /// The name of this instance.
    var instance: String { get }
    /// Such as people call it in the middle of a sentence: "Google Drive".
    var name: String { get }

    /// The way in for one thread, until `cancellation` comes. Cheap.
    func store(_ cancellation: Cancellation) throws -> any BackupStore

    /// Gets ready for one backup: what can fail without it fails here. Blocks.
    func receiver(_ cancellation: Cancellation) throws -> any BackupReceiver
}
