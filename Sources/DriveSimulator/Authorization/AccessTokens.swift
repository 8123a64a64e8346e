import Synchronization

/// The access tokens given out, until when they hold, and the refresh tokens that still count.
final class AccessTokens: Sendable {
    private struct State {
        var expiry: [String: Timestamp] = [:]
        var refreshTokens: Set<String>
        var serviceAccounts: Set<String> = []
    }

    /// Seconds.
    let lifetime: Int
    private let state: Mutex<State>

    init(lifetime: Int, refreshToken: String) {
        self.lifetime = lifetime
        state = Mutex(State(refreshTokens: [refreshToken]))
    }

    func issue(toServiceAccount isServiceAccount: Bool = false) -> String {
        let token = Identifier.random(prefix: "ya29.", length: 120)
        let expiry = Timestamp(milliseconds: Timestamp.now().milliseconds + Int64(lifetime) * 1000)
        state.withLock {
            $0.expiry[token] = expiry
            if isServiceAccount { $0.serviceAccounts.insert(token) }
        }
        return token
    }

    func issueRefreshToken() -> String {
        let token = Identifier.random(prefix: "1//", length: 100)
        _ = state.withLock { $0.refreshTokens.insert(token) }
        return token
    }

    /// Whether the token is one of a service account.
    /// - Parameter authorization: the header's value.
    func isServiceAccount(_ authorization: String?) -> Bool {
        guard let authorization else { return false }
        return state.withLock { $0.serviceAccounts.contains(String(authorization.dropFirst(7))) }
    }

    /// - Parameter authorization: the header's value.
    func accepts(_ authorization: String?) -> Bool {
        guard let authorization, authorization.lowercased().hasPrefix("bearer ") else { return false }
        return state.withLock { $0.expiry[String(authorization.dropFirst(7))] ?? Self.never > .now() }
    }

    func accepts(refreshToken: String) -> Bool {
        state.withLock { $0.refreshTokens.contains(refreshToken) }
    }

    func expireAll() {
        state.withLock { $0.expiry = [:] }
    }

    func revokeAll() {
        state.withLock {
            $0.expiry = [:]
            $0.refreshTokens = []
        }
    }

    /// Ends a refresh or access token; false when it is unknown.
    func revoke(_ token: String) -> Bool {
        state.withLock { state in
            if state.refreshTokens.remove(token) != nil {
                state.expiry = [:]
                return true
            }
            return state.expiry.removeValue(forKey: token) != nil
        }
    }

    private static let never = Timestamp(milliseconds: 0)
}
