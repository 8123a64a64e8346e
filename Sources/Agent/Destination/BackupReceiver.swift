import Drive
import Pipe

/// Takes one backup in, at a destination that is ready for it.
package protocol BackupReceiver: Sendable {
    /// Takes all that comes through the pipe as one file, makes sure that it is what came, and notes that. Blocks.
    /// - Returns: the backup with its notes; they call it unconfirmed still if the last one could not be made.
    /// - Throws: the destination's errors, the producer's error. Nothing that looks like a backup is there then.
    func receive(
        _ reader: consuming PipeReader, as label: BackupLabel, report: @escaping (UploadProgress) -> Void
    ) throws -> StoredBackup
}
