import FoundationEssentials
import HTTP
import Pipe
import Synchronization

/// The short-lived token that every request carries, made anew from the credentials when it is due.
///
/// One of these serves all threads of an account. It is renewed a minute before its end, and again when a request was
/// refused with a token that it still thought good; by one thread, while the others wait. When Google says that the
/// credentials are no good, that is kept: nobody asks again with the same ones.
package final class AccessToken: Sendable {
    private struct State {
        var text: String?
        /// On the clock of `secondsNow()`, as the other one.
        var goodUntil = 0.0
        var verdict: DriveError?
        var verdictUntil = 0.0
        var isBeingRenewed = false
    }

    private enum Turn {
        case use(String)
        case fail(DriveError)
        case renew, wait
    }

    private let credentials: Credentials
    private let server: OAuthServer
    private let state = Mutex(State())

    private let pauseOfServiceAccounts: Double

    /// - Parameters:
    ///   - oauthURL: scheme and host of Google's OAuth server; the path is Google's.
    ///   - pause: seconds after which a refused service account may try again: with a clock that was set meanwhile it may
    ///     succeed.
    package init(_ credentials: Credentials, oauthURL: String, pauseOfServiceAccounts pause: Double = 900) {
        self.credentials = credentials
        pauseOfServiceAccounts = pause
        server = OAuthServer(oauthURL)
    }

    /// A token that should be accepted.
    /// - Parameters:
    ///   - rejected: a token that was answered with 401 and must not come again.
    ///   - timeLimit: the most seconds a refresh may take.
    /// - Throws: `DriveError.authorizationRequired` or `signInRequired` when only a new sign-in helps; what is transient
    ///   says so.
    func value(
        by http: HTTPClient, cancellation: Cancellation, replacing rejected: String? = nil, timeLimit: Double? = nil
    ) throws(DriveError) -> String {
        let deadline = timeLimit.map { secondsNow() + $0 }
        while true {
            switch turn(at: secondsNow(), rejected) {
            case .use(let token): return token
            case .fail(let error): throw error
            case .renew: return try renew(by: http, cancellation, timeLimit)
            case .wait:
                guard cancellation.sleep(seconds: 0.02) else { throw .cancelled }
                if let deadline, secondsNow() > deadline { throw .network(.timedOut("another thread signs in")) }
            }
        }
    }

    private func turn(at now: Double, _ rejected: String?) -> Turn {
        state.withLock { state in
            if let text = state.text, text != rejected, now < state.goodUntil { return .use(text) }
            if let verdict = state.verdict, now < state.verdictUntil { return .fail(verdict) }
            if state.isBeingRenewed { return .wait }
            state.isBeingRenewed = true
            return .renew
        }
    }

    private func renew(
        by http: HTTPClient, _ cancellation: Cancellation, _ timeLimit: Double?
    ) throws(DriveError) -> String {
        defer { state.withLock { $0.isBeingRenewed = false } }
        do throws(DriveError) {
            var request = try tokenRequest()
            request.timeLimit = timeLimit
            let response = try http.exchange(request, cancellation)
            guard response.isSuccess else { throw OAuthServer.refusal(response, hiding: credentials.secrets) }
            let grant = try TokenGrant(response)
            keep(grant)
            return grant.accessToken
        } catch {
            if case .authorizationRequired = error { keep(error) }
            throw error
        }
    }

    private func tokenRequest() throws(DriveError) -> HTTPRequest {
        switch credentials {
        case .user(let client, let refreshToken?):
            return server.tokenRequest([
                ("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("client_id", client.id),
                ("client_secret", client.secret),
            ])
        case .user(_, nil): throw .signInRequired
        case .serviceAccount(let account):
            let assertion = try account.assertion(at: Int64(Date().timeIntervalSince1970))
            return server.tokenRequest([
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion),
            ])
        }
    }

    private func keep(_ grant: TokenGrant) {
        let lifetime = min(max(grant.lifetime ?? 3600, 0), 86_400)
        // A lifetime of a minute or two would otherwise mean a refresh for every request.
        let goodUntil = secondsNow() + lifetime - min(60, lifetime / 2)
        state.withLock {
            $0.text = grant.accessToken
            $0.goodUntil = goodUntil
        }
    }

    private func keep(_ verdict: DriveError) {
        var until = Double.infinity
        if case .serviceAccount = credentials { until = secondsNow() + pauseOfServiceAccounts }
        state.withLock { [until] in
            $0.text = nil
            $0.verdict = verdict
            $0.verdictUntil = until
        }
    }
}
