import Catalog
import Drive
import Pipe

/// Takes one backup into a folder.
struct FolderReceiver: BackupReceiver {
    let path: String
    let cancellation: Cancellation

    func receive(
        _ reader: consuming PipeReader, as label: BackupLabel, report: @escaping (UploadProgress) -> Void
    ) throws -> StoredBackup {
        let pending = try PendingBackup(label, in: path)
        try pending.take(reader, report: report)
        // What is cancelled by now is not there; from here on it takes no time.
        try cancellation.check()
        return try pending.keep()
    }
}
