import Catalog
import Drive
import FoundationEssentials
import HTTP
import Logging
import Pipe
import Synchronization

/// The user's Google Drive as the configuration says how to get there. One for the whole process: all threads share its
/// access token, and a refusal that stands is not asked for again.
package final class DriveAccount: Sendable {
    let settings: DriveSettings
    let credentialsFile: CredentialsFile
    let oauthURL: String
    /// The name of this instance.
    let instance: String
    private let signedIn = Mutex<(credentials: Credentials, token: AccessToken)?>(nil)

    /// Nothing is read or sent yet; the log is told when others may read the credentials.
    package init(_ configuration: Configuration, log: Logger) {
        var settings = DriveSettings()
        settings.apiURL = configuration.drive.apiURL
        settings.http.authorities = configuration.drive.caFile
        settings.http.rateLimit = RateLimit(Int64(configuration.drive.rateLimit))
        settings.http.proxy = configuration.drive.proxy?.value
        settings.parent = configuration.drive.parent
        settings.willRetry = { error, seconds in
            log.warning("\(error.sentence) It is tried again in \(Int(seconds.rounded(.up))) s.")
        }
        self.settings = settings
        credentialsFile = CredentialsFile(configuration.drive.credentials)
        oauthURL = configuration.drive.oauthURL
        instance = configuration.mqtt.node
        if credentialsFile.isOpenToOthers {
            log.warning("Others may read the credentials in \(credentialsFile.path). Set its mode to 0600.")
        }
    }

    /// The most bytes a second that uploads may take; what is set while one runs holds for it too.
    package var rateLimit: RateLimit { settings.http.rateLimit }

    /// A client for one thread, with the credentials that the file holds now.
    /// - Throws: `DriveError.credentialsUnusable`, `clientMissing`.
    package func client(_ cancellation: Cancellation) throws(DriveError) -> DriveClient {
        DriveClient(settings, token: try token(), cancellation: cancellation)
    }

    /// A client for what is to be done within seconds or not at all.
    /// - Throws: as `client` does.
    func hastyClient(_ cancellation: Cancellation) throws(DriveError) -> DriveClient {
        var settings = settings
        settings.requestBackoff.patience = 3
        settings.http.connectTimeout = 3
        settings.http.stallTimeout = 3
        return DriveClient(settings, token: try token(), cancellation: cancellation)
    }

    /// As long as the credentials are the same, so is the token, with all that it knows of them.
    func token() throws(DriveError) -> AccessToken {
        let credentials = try credentialsFile.read()
        return signedIn.withLock { signedIn in
            if let signedIn, signedIn.credentials == credentials { return signedIn.token }
            let token = AccessToken(credentials, oauthURL: oauthURL)
            signedIn = (credentials, token)
            return token
        }
    }
}

extension DriveAccount {
    /// Finds a backup. Blocks.
    /// - Parameters:
    ///   - target: not a local file.
    ///   - avoidsDamage: what is known to be damaged comes only where there is nothing else.
    /// - Throws: `TargetError` when there is none; `DriveError`.
    func backup(
        _ target: BackupTarget, _ cancellation: Cancellation, avoidsDamage: Bool = false
    ) throws -> DriveBackupFile {
        let client = try client(cancellation)
        let file =
            switch target {
            case .latest: try newest([DriveClient.instanceKey: instance], client, avoidsDamage)
            case .id(let id) where Self.isSlug(id): try newest(["slug": id.lowercased()], client, avoidsDamage)
            case .id(let id) where Self.isDriveID(id): try self.file(id, client)
            case .id: DriveFile?.none
            case .file(let path): throw TargetError.notInDrive(path)
            }
        guard let file else { throw target == .latest ? TargetError.noBackup : TargetError.unknown }
        return DriveBackupFile(file, in: self, cancellation)
    }

    /// The one with the newest date, and of this instance if there is one. Only what a backup's writer marked counts.
    private func newest(
        _ marks: [String: String], _ client: DriveClient, _ avoidsDamage: Bool
    ) throws -> DriveFile? {
        let files = try client.list(.marked(marks.merging([DriveClient.mark: "backup"]) { old, _ in old }))
        let found = Catalog(files.compactMap(CatalogEntry.init), instance: instance)
        let candidates = found.own.isEmpty ? found.foreign : found.own
        let whole = avoidsDamage ? candidates.first { $0.trust != .damaged } : nil
        guard let newest = whole ?? candidates.first else { return nil }
        return files.first { $0.id == newest.id }
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
