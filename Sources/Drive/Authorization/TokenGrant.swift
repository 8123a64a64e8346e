import FoundationEssentials
import HTTP

/// A successful answer of the token endpoint. It holds secrets and is not to be printed.
struct TokenGrant: Decodable {
    var accessToken: String
    /// Seconds.
    var lifetime: Double?
    /// Comes with a sign-in, not with a renewal.
    var refreshToken: String?
    /// What the user allowed, names separated by blanks.
    var scope: String?

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case lifetime = "expires_in"
        case refreshToken = "refresh_token"
        case scope
    }

    /// - Throws: `DriveError.unexpectedAnswer`, without a word of what came.
    init(_ response: HTTPResponse) throws(DriveError) {
        guard let grant = try? JSONDecoder().decode(Self.self, from: Data(response.body)), !grant.accessToken.isEmpty
        else { throw .unexpectedAnswer("Google's OAuth server sent no access token.") }
        self = grant
    }
}
