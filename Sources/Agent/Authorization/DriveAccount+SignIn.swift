import Drive
import FoundationEssentials
import HTTP
import Pipe

// Who we are at Google. Every call blocks.
extension DriveAccount {
    /// Asks Drive who we are, once.
    /// - Returns: the account's address, if Google tells it.
    /// - Throws: `DriveError`.
    package func check(_ cancellation: Cancellation) throws(DriveError) -> String? {
        try check(token(), cancellation)
    }

    private func check(_ token: AccessToken, _ cancellation: Cancellation) throws(DriveError) -> String? {
        var settings = settings
        settings.requestBackoff.patience = 0
        return try DriveClient(settings, token: token, cancellation: cancellation).account()
    }

    /// Signs in, unless the credentials are good and nothing is forced. Blocks.
    /// - Parameter prompt: told what the user has to do.
    /// - Returns: the account's address, if Google tells it.
    /// - Throws: `DriveError`.
    package func connect(
        force: Bool, _ cancellation: Cancellation, prompt: (SignInPrompt) -> Void
    ) throws(DriveError) -> String? {
        if !force {
            do throws(DriveError) {
                return try check(cancellation)
            } catch {
                // Away is not refused: the credentials may be good.
                guard JobFailure(error).isAboutAuthorization, !isServiceAccount else { throw error }
            }
        }
        let code = try requestCode(cancellation)
        prompt(SignInPrompt(code, at: Date()))
        return try signIn(with: code, cancellation)
    }

    /// Asks Google for a code, after making sure that what the user is about to give can be kept.
    /// - Throws: `DriveError`.
    private func requestCode(_ cancellation: Cancellation) throws(DriveError) -> DeviceCode {
        let (client, refreshToken) = try user()
        try credentialsFile.store(refreshToken: refreshToken, for: client)
        return try session(client, cancellation).requestCode()
    }

    /// Waits for the user, keeps the refresh token, and asks who that was.
    ///
    /// A token that is there already gives way only to one that Drive accepts, or cannot be asked about. Where there is
    /// none, a refused one is better: what is wrong, an API that is not enabled for instance, may be mended without
    /// another sign-in.
    /// - Throws: `DriveError`; credentials that were there are as they were then.
    package func signIn(with code: DeviceCode, _ cancellation: Cancellation) throws(DriveError) -> String? {
        let (client, old) = try user()
        let new = try session(client, cancellation).waitForConsent(to: code)
        let verdict = verdict(on: .user(client, refreshToken: new), cancellation)
        if case .failure(let error) = verdict, old != nil, !error.isTransient { throw error }
        // If that fails, the token is not taken back: Google might take the old one with it.
        try credentialsFile.store(refreshToken: new, for: client)
        if case .failure(let error) = verdict, error.isTransient { return nil }
        return try verdict.get()
    }

    private func verdict(on credentials: Credentials, _ cancellation: Cancellation) -> Result<String?, DriveError> {
        Result { () throws(DriveError) in
            try check(AccessToken(credentials, oauthURL: oauthURL), cancellation)
        }
    }

    /// Takes the access back at Google and forgets the refresh token; client id and secret stay.
    /// - Parameter force: forget it although Google could not be told.
    /// - Throws: `DriveError`; the refresh token is still there then.
    package func signOut(force: Bool, _ cancellation: Cancellation) throws(DriveError) {
        let (client, refreshToken) = try user()
        guard let refreshToken else { return }
        do throws(DriveError) {
            try session(client, cancellation).revoke(refreshToken)
        } catch {
            if !force { throw error }
        }
        guard try user().refreshToken == refreshToken else {
            throw .credentialsUnusable("The sign-in in \(credentialsFile.path) was changed meanwhile.")
        }
        try credentialsFile.store(refreshToken: nil, for: client)
    }

    /// Whether the credentials are such as nobody signs in with.
    var isServiceAccount: Bool {
        if case .serviceAccount = try? credentialsFile.read() { true } else { false }
    }

    private func user() throws(DriveError) -> (client: OAuthClient, refreshToken: String?) {
        guard case .user(let client, let refreshToken) = try credentialsFile.read() else {
            throw .credentialsUnusable(
                "\(credentialsFile.path) is a service account's key: nobody signs in with it or out of it.")
        }
        return (client, refreshToken)
    }

    private func session(_ client: OAuthClient, _ cancellation: Cancellation) -> OAuthSession {
        OAuthSession(client, oauthURL: oauthURL, settings: settings, cancellation: cancellation)
    }
}
