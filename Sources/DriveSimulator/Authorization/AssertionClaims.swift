import FoundationEssentials
import HTTPServing
import JSON

/// The claims of a service account's JWT (RFC 7523). The signature is not checked: the simulator knows no keys.
struct AssertionClaims: Sendable, Equatable {
    let issuer: String
    let audience: String
    /// Seconds since 1970.
    let issuedAt: Int64
    /// Seconds since 1970.
    let expiresAt: Int64

    /// - Returns: nil when the text is no RS256 JWT with all required claims.
    init?(_ assertion: String) {
        let parts = assertion.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[2].isEmpty, Self.json(parts[0])?["alg"]?.string == "RS256",
            let claims = Self.json(parts[1]), let issuer = claims["iss"]?.string,
            let audience = claims["aud"]?.string, claims["scope"]?.string?.isEmpty == false,
            let issuedAt = claims["iat"]?.integer, let expiresAt = claims["exp"]?.integer
        else { return nil }
        self.issuer = issuer
        self.audience = audience
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }

    /// True when it is made for a token endpoint, is valid now and for one hour at most.
    func isAcceptable(at now: Timestamp) -> Bool {
        let seconds = now.milliseconds / 1000
        let (lifetime, overflow) = expiresAt.subtractingReportingOverflow(issuedAt)
        return !overflow && (0...3600).contains(lifetime) && expiresAt > seconds && issuedAt <= seconds + 300
            && audience.hasSuffix("/token")
    }

    private static func json(_ part: Substring) -> JSON? {
        var text = String(part.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text) else { return nil }
        return try? JSON(parsing: data)
    }
}
