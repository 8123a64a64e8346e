import Backup
import Pipe

extension BackupTarget {
    /// Finds the backup, in Drive or on this machine. Blocks.
    /// - Throws: `TargetError`, `DriveError`.
    package func open(
        in account: DriveAccount, _ cancellation: Cancellation
    ) throws -> any BackupFile {
        guard case .file(let path) = self else { return try account.backup(self, cancellation) }
        do {
            return try LocalBackupFile(path)
        } catch {
            throw TargetError.unreadable(path, "\(error)")
        }
    }
}
