import HTTPServing
import JSON

extension DriveSimulator {
    private static let deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"
    private static let assertionGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    private static let scope = "https://www.googleapis.com/auth/drive.file"

    /// `POST /token`
    func token(_ call: APICall) throws -> HTTPResponse {
        let form = try form(call)
        switch form["grant_type"] {
        case "refresh_token": return try refresh(form)
        case Self.deviceGrant: return try redeemDeviceCode(form)
        case Self.assertionGrant: return try grantAssertion(form)
        default: throw Refusal.oauth(400, "unsupported_grant_type", "Invalid grant_type: \(form["grant_type"] ?? "")")
        }
    }

    /// `POST /device/code`
    func deviceCode(_ call: APICall) throws -> HTTPResponse {
        let form = try form(call)
        guard form["client_id"] == configuration.clientID else { throw Self.invalidClient }
        guard let scope = form["scope"], !scope.isEmpty else {
            throw Refusal.oauth(400, "invalid_request", "Missing required parameter: scope")
        }
        guard DeviceScopes.allows(scope) else {
            throw Refusal.oauth(400, "invalid_scope", "Invalid device flow scope: \(scope)")
        }
        let code = deviceCodes.issue()
        return .json([
            "device_code": .string(code.device), "user_code": .string(code.user),
            "verification_url": "https://www.google.com/device",
            "expires_in": .integer(Int64(deviceCodes.lifetime)), "interval": .integer(Int64(deviceCodes.interval)),
        ])
    }

    /// `POST /revoke`
    func revoke(_ call: APICall) throws -> HTTPResponse {
        let token = try form(call)["token"] ?? call.query["token"] ?? ""
        guard tokens.revoke(token) else { throw Refusal.oauth(400, "invalid_token", "Token expired or revoked") }
        return .json([:])
    }

    private func refresh(_ form: [String: String]) throws -> HTTPResponse {
        try checkClient(form)
        guard tokens.accepts(refreshToken: form["refresh_token"] ?? "") else {
            throw Refusal.oauth(400, "invalid_grant", "Token has been expired or revoked.")
        }
        return .json(.object(grant()))
    }

    private func redeemDeviceCode(_ form: [String: String]) throws -> HTTPResponse {
        try checkClient(form)
        let code = form["device_code"] ?? ""
        switch deviceCodes.poll(code) {
        case .unknown: throw Refusal.oauth(400, "invalid_grant", "Malformed auth code.")
        case .pending: throw Refusal.oauth(428, "authorization_pending", "Precondition Required")
        case .tooFast: throw Refusal.oauth(403, "slow_down", "Rate Limit Exceeded")
        case .denied: throw Refusal.oauth(403, "access_denied", "Forbidden")
        case .orgInternal: throw Refusal.oauth(403, "org_internal", "This client is for its organization only.")
        case .policyEnforced: throw Refusal.oauth(400, "admin_policy_enforced", "Blocked by the administrator.")
        case .approved: deviceCodes.redeem(code)
        }
        return .json(.object(grant().merging(["refresh_token": .string(tokens.issueRefreshToken())]) { $1 }))
    }

    private func grantAssertion(_ form: [String: String]) throws -> HTTPResponse {
        guard let claims = AssertionClaims(form["assertion"] ?? ""), claims.isAcceptable(at: .now()) else {
            throw Refusal.oauth(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes).")
        }
        return .json(.object(grant(toServiceAccount: true)))
    }

    private func grant(toServiceAccount isServiceAccount: Bool = false) -> [String: JSON] {
        [
            "access_token": .string(tokens.issue(toServiceAccount: isServiceAccount)),
            "expires_in": .integer(Int64(tokens.lifetime)),
            "scope": .string(Self.scope), "token_type": "Bearer",
        ]
    }

    private func checkClient(_ form: [String: String]) throws(Refusal) {
        guard form["client_id"] == configuration.clientID, form["client_secret"] == configuration.clientSecret else {
            throw Self.invalidClient
        }
    }

    private static let invalidClient = Refusal.oauth(401, "invalid_client", "The OAuth client was not found.")

    private func form(_ call: APICall) throws -> [String: String] {
        guard call.request.method == "POST" else { throw Refusal.oauth(405, "invalid_request", "Use POST.") }
        return FormCoding.fields(String(decoding: try call.body.collect(), as: UTF8.self))
    }
}
