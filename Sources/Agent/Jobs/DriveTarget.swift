import Backup
import Drive
import FoundationEssentials
import Logging
import Pipe

/// Where in Drive a backup goes: an account that let us in and the folder of this instance.
struct DriveTarget: Sendable {
    private let settings: DriveSettings
    private let token: AccessToken
    private let cancellation: Cancellation
    private let chunkSize: Int
    private let folderID: String

    /// Signs in and finds the folder, or makes it. Blocks.
    /// - Throws: `DriveError`.
    init(_ configuration: Configuration, _ cancellation: Cancellation, log: Logger) throws {
        var settings = DriveSettings()
        settings.apiURL = configuration.drive.apiURL
        settings.http.authorities = configuration.drive.caFile
        settings.willRetry = { error, seconds in
            log.warning("\(error.sentence) It is tried again in \(Int(seconds.rounded(.up))) s.")
        }
        self.settings = settings
        self.cancellation = cancellation
        chunkSize = configuration.drive.chunkSize
        let credentials = try Credentials(file: configuration.drive.credentials)
        token = AccessToken(credentials, oauthURL: configuration.drive.oauthURL)
        let client = DriveClient(settings, token: token, cancellation: cancellation)
        let node = configuration.mqtt.node
        folderID = try client.backupFolder(named: configuration.drive.folder, instance: node).id
    }

    /// Uploads all that comes through the pipe as one file, and compares checksums. Blocks.
    /// - Throws: `DriveError`; the producer's error.
    func upload(
        _ reader: consuming PipeReader, as request: BackupRequest, report: @escaping (UploadProgress) -> Void
    ) throws -> DriveFile {
        let client = DriveClient(settings, token: token, cancellation: cancellation)
        let session = UploadSession(
            client: client, file: request.newFile(in: folderID), chunkSize: chunkSize, progress: report)
        return try session.run(reader: reader)
    }
}

extension BackupRequest {
    /// The file as Drive shall keep it. Retention and the catalogue go by `appProperties`, never by the name.
    func newFile(in folder: String) -> NewFile {
        let date = Manifest.isoDate(self.date)
        return NewFile(
            name: name.fileName, parent: folder,
            appProperties: [
                DriveClient.mark: "backup", DriveClient.instanceKey: instance,
                "slug": Manifest.slug(name: name.text, date: date), "date": date,
            ])
    }
}
