import Drive
import FoundationEssentials
import Logging
import Pipe

/// The user's Google Drive as the configuration says how to get there.
struct DriveAccount: Sendable {
    private let settings: DriveSettings
    private let token: AccessToken
    private let instance: String

    /// Reads the credentials; nothing is sent yet.
    /// - Throws: `DriveError`.
    init(_ configuration: Configuration, log: Logger) throws(DriveError) {
        var settings = DriveSettings()
        settings.apiURL = configuration.drive.apiURL
        settings.http.authorities = configuration.drive.caFile
        settings.willRetry = { error, seconds in
            log.warning("\(error.sentence) It is tried again in \(Int(seconds.rounded(.up))) s.")
        }
        self.settings = settings
        token = AccessToken(
            try Credentials(file: configuration.drive.credentials), oauthURL: configuration.drive.oauthURL)
        instance = configuration.mqtt.node
    }

    /// A client for one thread.
    func client(_ cancellation: Cancellation) -> DriveClient {
        DriveClient(settings, token: token, cancellation: cancellation)
    }
}

extension DriveAccount {
    /// Finds a backup. Blocks.
    /// - Parameter target: not a local file.
    /// - Throws: `TargetError` when there is none; `DriveError`.
    func backup(_ target: BackupTarget, _ cancellation: Cancellation) throws -> DriveBackupFile {
        let client = client(cancellation)
        let file =
            switch target {
            case .latest: try newest([DriveClient.instanceKey: instance], client)
            case .id(let id) where Self.isSlug(id): try newest(["slug": id.lowercased()], client)
            case .id(let id) where Self.isDriveID(id): try self.file(id, client)
            case .id: DriveFile?.none
            case .file(let path): throw TargetError.notInDrive(path)
            }
        guard let file else { throw target == .latest ? TargetError.noBackup : TargetError.unknown }
        return DriveBackupFile(file, in: self, cancellation)
    }

    /// Only what a backup's writer marked as such counts.
    private func newest(_ marks: [String: String], _ client: DriveClient) throws -> DriveFile? {
        let query = DriveQuery.marked(marks.merging([DriveClient.mark: "backup"]) { old, _ in old })
        return try client.list(query).first { $0.mimeType != DriveFile.folderType }
    }

    private func file(_ id: String, _ client: DriveClient) throws(DriveError) -> DriveFile? {
        let file: DriveFile
        do {
            file = try client.file(id)
        } catch .notFound {
            return nil
        }
        return file.trashed == true || file.mimeType == DriveFile.folderType ? nil : file
    }

    /// What can be an id at all. Others, such as none or `..`, would be the address of something else.
    private static func isDriveID(_ id: String) -> Bool {
        !id.isEmpty && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    /// Home Assistant's ids; Drive's are longer.
    private static func isSlug(_ id: String) -> Bool {
        id.utf8.count == 8 && id.allSatisfy(\.isHexDigit)
    }
}
