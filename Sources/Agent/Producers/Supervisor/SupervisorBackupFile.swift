import Backup
import Pipe
import Supervisor

/// A backup that the Supervisor has, any part of which can be streamed from it.
struct SupervisorBackupFile: BackupFile {
    let slug: String
    /// Bytes.
    let size: Int64
    let supervisor: SupervisorAccess
    let cancellation: Cancellation

    /// - Throws: `SupervisorError.unexpectedAnswer` when the Supervisor does not say how large it is.
    init(
        _ backup: SupervisorBackup, at supervisor: SupervisorAccess, _ cancellation: Cancellation
    ) throws(SupervisorError) {
        guard let size = backup.size else {
            throw .unexpectedAnswer("It does not say how large the backup \(backup.slug) is.")
        }
        slug = backup.slug
        self.size = size
        self.supervisor = supervisor
        self.cancellation = cancellation
    }

    var name: String { "\(slug).tar" }

    /// A thread of its own downloads into a small pipe; it stops when the source is dropped.
    func source(from offset: Int64, count: Int64) throws -> any ByteSource {
        PipeSource(until: cancellation) { [supervisor, cancellation, slug] sink in
            try supervisor.client(cancellation).download(slug, from: offset, count: count) { try sink.write($0) }
        }
    }
}
