import FoundationEssentials
import Pipe
import Synchronization

/// The short-lived token that every request carries, made anew from the refresh token when it is due.
///
/// One of these serves all threads of an account. It refreshes a minute before the end, and again when a request was
/// refused with a token that it still thought good.
package final class AccessToken: Sendable {
    private struct Current {
        var text: String
        var goodUntil: Double
    }

    private let credentials: Credentials
    private let url: String
    private let current = Mutex<Current?>(nil)

    /// - Parameter oauthURL: scheme and host of Google's OAuth server; the path is Google's.
    package init(_ credentials: Credentials, oauthURL: String) {
        self.credentials = credentials
        url = oauthURL + "/token"
    }

    /// A token that should be accepted.
    /// - Parameters:
    ///   - rejected: a token that was answered with 401 and must not come again.
    ///   - timeLimit: the most seconds a refresh may take.
    /// - Throws: `DriveError.authorizationRequired` when only a new sign-in helps; what is transient says so.
    func value(
        by http: HTTPClient, cancellation: Cancellation, replacing rejected: String? = nil, timeLimit: Double? = nil
    ) throws(DriveError) -> String {
        if let token = stored(at: secondsNow()), token != rejected { return token }
        var request = HTTPRequest.form(
            url,
            [
                ("grant_type", "refresh_token"), ("refresh_token", credentials.refreshToken),
                ("client_id", credentials.clientID), ("client_secret", credentials.clientSecret),
            ])
        request.timeLimit = timeLimit
        let response: HTTPResponse
        do {
            response = try http.request(request, cancellation: cancellation)
        } catch {
            throw DriveError(error)
        }
        return try accept(response)
    }

    private func stored(at now: Double) -> String? {
        current.withLock { $0.flatMap { now < $0.goodUntil ? $0.text : nil } }
    }

    private func accept(_ response: HTTPResponse) throws(DriveError) -> String {
        guard response.isSuccess else { throw refusal(response) }
        guard let grant = try? JSONDecoder().decode(Grant.self, from: Data(response.body)), !grant.token.isEmpty
        else { throw .unexpectedAnswer("Google's OAuth server sent no access token.") }
        let lifetime = min(max(grant.lifetime ?? 3600, 0), 86_400)
        // A lifetime of a minute or two would otherwise mean a refresh for every request.
        let goodUntil = secondsNow() + lifetime - min(60, lifetime / 2)
        current.withLock { $0 = Current(text: grant.token, goodUntil: goodUntil) }
        return grant.token
    }

    /// Only 4xx are a verdict on the credentials: a token must never be given up for a server's bad day.
    private func refusal(_ response: HTTPResponse) -> DriveError {
        var answer = GoogleError(response)
        if secrets.contains(where: { answer.message.contains($0) || answer.reason?.contains($0) == true }) {
            answer.message = ""
            answer.reason = nil
        }
        let error = DriveError(answer)
        return error.isTransient ? error : .authorizationRequired(answer)
    }

    private var secrets: [String] { [credentials.clientSecret, credentials.refreshToken] }

    private struct Grant: Decodable {
        var token: String
        /// Seconds.
        var lifetime: Double?

        enum CodingKeys: String, CodingKey {
            case token = "access_token"
            case lifetime = "expires_in"
        }
    }
}
