import FoundationEssentials
import HTTP
import Pipe

/// Signing in to a Google account, and letting go of it. Every call blocks, until the cancellation comes at the latest.
package struct OAuthSession {
    private let client: OAuthClient
    private let server: OAuthServer
    private let settings: DriveSettings
    private let cancellation: Cancellation
    private let http: HTTPClient

    /// - Parameter oauthURL: scheme and host of Google's OAuth server; the path is Google's.
    package init(
        _ client: OAuthClient, oauthURL: String, settings: DriveSettings, cancellation: Cancellation
    ) {
        self.client = client
        server = OAuthServer(oauthURL)
        self.settings = settings
        self.cancellation = cancellation
        http = HTTPClient(settings.http)
    }

    /// Asks for a code that the user types in elsewhere.
    /// - Throws: `DriveError.authorizationRequired` when Google does not know the client; what is transient says so.
    package func requestCode() throws(DriveError) -> DeviceCode {
        let request = server.deviceCodeRequest([("client_id", client.id), ("scope", OAuthServer.scope)])
        let response = try http.exchange(request, cancellation)
        guard response.isSuccess else { throw OAuthServer.refusal(response, hiding: [client.secret]) }
        guard let code = try? JSONDecoder().decode(DeviceCode.self, from: Data(response.body)) else {
            throw .unexpectedAnswer("Google's OAuth server sent no code.")
        }
        return code
    }

    /// Waits until the user has said yes or no, or the code is worthless. Networks that fail meanwhile are sat out.
    /// - Returns: the refresh token.
    /// - Throws: `DriveError.signInDenied`, `signInExpired`, `cancelled`; `authorizationRequired` with Google's reason.
    package func waitForConsent(to code: DeviceCode) throws(DriveError) -> String {
        var login = DeviceLogin(interval: code.interval, lifetime: code.lifetime, now: secondsNow())
        var action = login.first
        var granted: HTTPResponse?
        while true {
            switch action {
            case .wait(let seconds):
                guard cancellation.sleep(seconds: seconds) else { throw .cancelled }
                let (answer, response) = poll(code)
                granted = response
                action = login.answered(answer, at: secondsNow())
            case .finish: return try refreshToken(in: granted)
            case .fail(let error): throw error
            }
        }
    }

    private func poll(_ code: DeviceCode) -> (DeviceLogin.Answer, HTTPResponse?) {
        let request = server.tokenRequest([
            ("client_id", client.id), ("client_secret", client.secret), ("device_code", code.deviceCode),
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ])
        do throws(DriveError) {
            let response = try http.exchange(request, cancellation)
            return (DeviceLogin.Answer(response, hiding: [client.secret, code.deviceCode]), response)
        } catch {
            return (DeviceLogin.Answer(error), nil)
        }
    }

    private func refreshToken(in response: HTTPResponse?) throws(DriveError) -> String {
        let grant = try response.map { response throws(DriveError) in try TokenGrant(response) }
        if let scope = grant?.scope, !scope.split(separator: " ").contains(Substring(OAuthServer.scope)) {
            throw .signInDenied
        }
        guard let token = grant?.refreshToken, !token.isEmpty else {
            throw .unexpectedAnswer("Google's OAuth server sent no refresh token.")
        }
        return token
    }

    /// Makes a refresh token worthless, at Google. One that is worthless already counts as done.
    /// - Throws: `DriveError`, after a few attempts if it is transient.
    package func revoke(_ token: String) throws(DriveError) {
        var policy = settings.requestBackoff
        policy.patience = min(policy.patience, 10)
        var backoff = Backoff(policy)
        while true {
            do throws(DriveError) {
                let response = try http.exchange(server.revocation(of: token), cancellation)
                let isWorthless = response.status == 400 && GoogleError(response).reason == "invalid_token"
                if response.isSuccess || isWorthless { return }
                throw OAuthServer.refusal(response, hiding: [client.secret, token])
            } catch {
                guard error.isTransient, let pause = backoff.failed(at: secondsNow(), retryAfter: error.retryAfter)
                else { throw error }
                guard cancellation.sleep(seconds: pause) else { throw .cancelled }
            }
        }
    }
}
