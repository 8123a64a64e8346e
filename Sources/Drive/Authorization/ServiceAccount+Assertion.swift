import Cryptography
import FoundationEssentials
import JSON

extension ServiceAccount {
    /// Google's own address, wherever requests are sent: it is part of what is signed.
    private static let audience = "https://oauth2.googleapis.com/token"

    /// Seconds that an assertion is good for; Google takes an hour at most.
    private static let lifetime: Int64 = 3600

    /// What the account asks for a token with: a JWT signed with RS256 (RFC 7523).
    /// - Parameter now: seconds since 1970.
    /// - Throws: `DriveError.credentialsUnusable` when the private key is none.
    package func assertion(at now: Int64) throws(DriveError) -> String {
        var header: [String: JSON] = ["alg": "RS256", "typ": "JWT"]
        if let keyID { header["kid"] = .string(keyID) }
        var claims: [String: JSON] = [
            "iss": .string(email), "scope": .string(OAuthServer.scope), "aud": .string(Self.audience),
            "iat": .integer(now), "exp": .integer(now + Self.lifetime),
        ]
        if let subject { claims["sub"] = .string(subject) }
        let message = base64URL(JSON.object(header).text) + "." + base64URL(JSON.object(claims).text)
        do {
            return message + "." + base64URL(try SigningKey(pem: privateKey).sign(Array(message.utf8)))
        } catch {
            throw .credentialsUnusable("The service account cannot sign in. \(error)")
        }
    }
}

/// Base64 with the alphabet of URLs and without padding (RFC 7515, section 2).
private func base64URL(_ bytes: [UInt8]) -> String {
    String(Data(bytes).base64EncodedString().map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" })
}
