import HTTPServing

extension Disturbance {
    /// The early answer in the shape that kind of request gets: OAuth errors, JSON with a reason, or plain text.
    func response(to kind: RequestKind) -> HTTPResponse? {
        guard let (status, reason, retryAfter) = answer else { return nil }
        var response = body(status, reason, kind)
        if let retryAfter { response.headers.append(("Retry-After", String(retryAfter))) }
        return response
    }

    private func body(_ status: Int, _ reason: String?, _ kind: RequestKind) -> HTTPResponse {
        if status == 401 && kind != .token { return Refusal.unauthorized.response }
        guard let reason else { return .text(HTTPStatus.phrase(status), status: status) }
        if kind == .token { return Refusal.oauth(status, reason, HTTPStatus.phrase(status)).response }
        let domain = Self.limits[reason] == nil ? "global" : "usageLimits"
        let message = Self.limits[reason] ?? HTTPStatus.phrase(status)
        return Refusal(status, reason: reason, message: message, domain: domain).response
    }

    /// Google's messages for the reasons of the domain usageLimits.
    private static let limits = [
        "rateLimitExceeded": "Rate Limit Exceeded",
        "userRateLimitExceeded": "User Rate Limit Exceeded.",
        "dailyLimitExceeded": "Daily Limit Exceeded",
        "storageQuotaExceeded": "The user's Drive storage quota has been exceeded.",
        "quotaExceeded": "The download quota for this file has been exceeded.",
        "uploadLimitExceeded": "The user has exceeded their daily upload limit.",
    ]
}
