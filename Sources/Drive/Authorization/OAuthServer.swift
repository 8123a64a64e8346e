import FoundationEssentials
import HTTP
import Pipe

/// Google's OAuth 2.0 server: its addresses, and how its answers are told apart.
struct OAuthServer: Sendable {
    /// Files that this program made, and no others.
    static let scope = "https://www.googleapis.com/auth/drive.file"

    /// OAuth's words, and Google's own, for what only a person can change.
    private static let verdicts: Set<String> = [
        "invalid_grant", "invalid_client", "unauthorized_client", "deleted_client", "disabled_client", "access_denied",
        "org_internal", "admin_policy_enforced", "invalid_scope", "restricted_client",
    ]

    private let url: String

    /// - Parameter url: scheme and host; the paths are Google's.
    init(_ url: String) {
        self.url = url
    }

    func tokenRequest(_ fields: [(String, String)]) -> HTTPRequest { .form(url + "/token", fields) }
    func deviceCodeRequest(_ fields: [(String, String)]) -> HTTPRequest { .form(url + "/device/code", fields) }
    func revocation(of token: String) -> HTTPRequest { .form(url + "/revoke", [("token", token)]) }

    /// What a refusal means. Only those words are a verdict on the credentials: a server's bad day, a proxy or a hotel's
    /// login page must never cost anybody a refresh token.
    /// - Parameter secrets: texts that are not repeated even if the server does.
    static func refusal(_ response: HTTPResponse, hiding secrets: [String]) -> DriveError {
        var answer = GoogleError(response)
        let isVerdict = [400, 401, 403].contains(answer.status) && answer.reason.map(verdicts.contains) == true
        if secrets.contains(where: { answer.message.contains($0) || answer.reason?.contains($0) == true }) {
            answer.message = ""
            answer.reason = nil
        }
        let error = DriveError(answer)
        if error.isTransient { return error }
        return isVerdict ? .authorizationRequired(answer) : .refused(answer)
    }
}

extension HTTPClient {
    /// One request, its troubles in the terms of this layer.
    func exchange(_ request: HTTPRequest, _ cancellation: Cancellation) throws(DriveError) -> HTTPResponse {
        do {
            return try self.request(request, cancellation: cancellation)
        } catch {
            throw DriveError(error)
        }
    }
}
