import Backup
import Drive
import Pipe

/// A backup in Drive, any part of which can be streamed from there.
struct DriveBackupFile: BackupFile {
    let file: DriveFile
    let account: DriveAccount
    let cancellation: Cancellation

    init(_ file: DriveFile, in account: DriveAccount, _ cancellation: Cancellation) {
        self.file = file
        self.account = account
        self.cancellation = cancellation
    }

    var name: String { file.name ?? file.id }
    var size: Int64 { file.size ?? 0 }
    var md5: String? { file.md5Checksum }

    /// A thread of its own downloads into a small pipe; it stops when the source is dropped.
    func source(from offset: Int64, count: Int64) throws -> any ByteSource {
        PipeSource(until: cancellation) { [account, cancellation, id = file.id] sink in
            try account.client(cancellation).download(id, from: offset, count: count) { try sink.write($0) }
        }
    }
}
