import Backup
import Catalog
import Drive
import FoundationEssentials
import Pipe

/// Takes one backup into Google Drive: an account that has let us in, and the folder of this instance there.
struct DriveReceiver: BackupReceiver {
    private let account: DriveAccount
    private let cancellation: Cancellation
    private let folderID: String

    /// Signs in and finds the folder, or makes it. Blocks.
    /// - Throws: `DriveError`.
    init(_ account: DriveAccount, _ cancellation: Cancellation) throws(DriveError) {
        self.account = account
        self.cancellation = cancellation
        let client = try account.client(cancellation)
        folderID = try client.backupFolder(named: account.folderName, instance: account.instance).id
    }

    /// Uploads all that comes through the pipe as one file, compares checksums, and notes that they are the same. Blocks.
    /// - Returns: the backup with its notes; they call it unconfirmed still if Drive did not take the last one.
    /// - Throws: `DriveError`; the producer's error.
    func receive(
        _ reader: consuming PipeReader, as label: BackupLabel, report: @escaping (UploadProgress) -> Void
    ) throws -> StoredBackup {
        let session = UploadSession(
            client: try account.client(cancellation), file: label.newFile(in: folderID),
            chunkSize: account.chunkSize, progress: report)
        let made = try session.run(reader: reader)
        let file = confirmed(made) ?? made
        // What somebody has put into the trash within this moment is gone like any other.
        guard let entry = CatalogEntry(file) else { throw TargetError.unknown }
        return StoredBackup(entry, DriveBackupFile(file, in: account, cancellation))
    }

    /// What was cancelled too late is a backup like any other: whoever waits for the end waits for one more request.
    private func confirmed(_ made: DriveFile) -> DriveFile? {
        do throws(DriveError) {
            return try account.client(cancellation).confirm(made.id, md5: made.md5Checksum)
        } catch .cancelled {
            return try? account.hastyClient(Cancellation()).confirm(made.id, md5: made.md5Checksum)
        } catch {
            return nil
        }
    }
}

extension BackupLabel {
    /// The file as Drive shall keep it.
    fileprivate func newFile(in folder: String) -> NewFile {
        NewFile(name: fileName, parent: folder, appProperties: mark.properties)
    }
}
