import Backup
import Logging
import Pipe

extension BackupTarget {
    /// Finds the backup, in Drive or on this machine. Blocks.
    /// - Throws: `TargetError`, `DriveError`.
    package func open(
        _ configuration: Configuration, _ cancellation: Cancellation, log: Logger
    ) throws -> any BackupFile {
        guard case .file(let path) = self else {
            return try DriveAccount(configuration, log: log).backup(self, cancellation)
        }
        do {
            return try LocalBackupFile(path)
        } catch {
            throw TargetError.unreadable(path, "\(error)")
        }
    }
}
