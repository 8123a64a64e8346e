import Backup
import Pipe

extension BackupTarget {
    /// Finds the backup, at the destination or on this machine. Blocks.
    /// - Parameter avoidsDamage: latest is the newest that is not known to be damaged, as long as there is one.
    /// - Throws: `TargetError`, the destination's errors.
    package func open(
        in destination: any Destination, _ cancellation: Cancellation, avoidsDamage: Bool = false
    ) throws -> any BackupFile {
        guard case .file(let path) = self else {
            return try destination.backup(self, cancellation, avoidsDamage: avoidsDamage)
        }
        do {
            return try LocalBackupFile(path)
        } catch {
            // What looks like a file's name may be an id: a folder knows its backups by their names.
            let stored = path.contains("/") ? nil : try? destination.backup(.id(path), cancellation)
            guard let stored else { throw TargetError.unreadable(path, "\(error)") }
            return stored
        }
    }
}
