import Backup
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
    package let instance: String
    /// Of the folder that backups go to.
    let folderName: String
    /// Bytes that go out with one request.
    let chunkSize: Int
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
        folderName = configuration.drive.folder
        chunkSize = configuration.memoryPlan.chunk
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

extension DriveAccount: Destination {
    package var name: String { "Google Drive" }

    /// - Throws: as `client` does.
    package func store(_ cancellation: Cancellation) throws -> any BackupStore {
        DriveStore(account: self, client: try client(cancellation))
    }

    /// Signs in and finds the folder, or makes it.
    /// - Throws: `DriveError`.
    package func receiver(_ cancellation: Cancellation) throws -> any BackupReceiver {
        try DriveReceiver(self, cancellation)
    }
}
