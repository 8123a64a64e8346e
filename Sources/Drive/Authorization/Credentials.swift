/// What the agent signs in with.
package enum Credentials: Sendable, Equatable {
    /// Somebody's own Google account. Without a refresh token nobody has signed in yet.
    case user(OAuthClient, refreshToken: String?)
    case serviceAccount(ServiceAccount)

    package init(clientID: String, clientSecret: String, refreshToken: String?) {
        self = .user(OAuthClient(id: clientID, secret: clientSecret), refreshToken: refreshToken)
    }

    /// Texts that must never be shown, not even when Google repeats them.
    var secrets: [String] {
        switch self {
        case .user(let client, let refreshToken): [client.secret] + (refreshToken.map { [$0] } ?? [])
        case .serviceAccount(let account): [account.privateKey]
        }
    }
}

/// Credentials show nothing of themselves, wherever they are printed.
extension Credentials: CustomStringConvertible, CustomReflectable {
    package var description: String { "Credentials" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
