import FoundationEssentials
import HTTP

/// What Google said when it refused a request: the facts of an error answer, whatever shape its body had.
///
/// Google answers with JSON (APIs and OAuth have two different shapes), with plain text (the upload front end) or with
/// HTML (load balancers, which quote the URL and with it the secret of an upload session). The text kept here is one
/// short line without control characters and without long unbroken runs, which is what every secret is.
package struct GoogleError: Equatable, Sendable {
    package var status: Int
    /// Google's word for it, such as `storageQuotaExceeded` or `invalid_grant`.
    package var reason: String?
    package var message: String
    /// Seconds to wait, as the server asks.
    package var retryAfter: Double?

    package init(status: Int, reason: String? = nil, message: String = "", retryAfter: Double? = nil) {
        self.status = status
        self.reason = reason
        self.message = message
        self.retryAfter = retryAfter
    }

    package init(_ response: HTTPResponse) {
        self.init(status: response.status, retryAfter: response.retryAfter)
        if let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)) {
            reason = body.reason.map { harmless($0, limit: 60) }
            message = harmless(body.message ?? "", limit: 200)
        } else {
            message = harmless(readable(response.body), limit: 200)
        }
    }
}

extension GoogleError: CustomStringConvertible {
    /// For example `HTTP 403 storageQuotaExceeded: The user's Drive storage quota has been exceeded.`
    package var description: String {
        let head = reason.map { "HTTP \(status) \($0)" } ?? "HTTP \(status)"
        return message.isEmpty ? head : "\(head): \(message)"
    }
}

/// Both JSON shapes: `{"error": {"errors": [{"reason"}], "message", "status"}}` of the APIs and
/// `{"error": "invalid_grant", "error_description": ""}` of OAuth, which for quotas says `error_code`.
private struct Body: Decodable {
    var reason: String?
    var message: String?

    private enum Key: String, CodingKey {
        case error
        case description = "error_description"
        case code = "error_code"
    }

    private struct Details: Decodable {
        var message: String?
        var status: String?
        var errors: [Item]?
    }

    private struct Item: Decodable {
        var reason: String?
    }

    init(from decoder: any Decoder) throws {
        let body = try decoder.container(keyedBy: Key.self)
        if let details = try? body.decode(Details.self, forKey: .error) {
            reason = details.errors?.first?.reason ?? details.status
            message = details.message
        } else {
            reason = try? body.decode(String.self, forKey: body.contains(.error) ? .error : .code)
            message = try? body.decode(String.self, forKey: .description)
        }
    }
}

/// Plain text as it is; of a page of HTML its title only.
private func readable(_ body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(4096), as: UTF8.self)
    guard text.drop(while: \.isWhitespace).hasPrefix("<") else { return text }
    let pieces = text.split(separator: "<", omittingEmptySubsequences: true)
    guard let title = pieces.first(where: { $0.lowercased().hasPrefix("title>") }) else { return "" }
    return String(title.dropFirst("title>".count))
}

/// One line of at most `limit` characters in which nothing that could be a secret is left.
private func harmless(_ text: String, limit: Int) -> String {
    let words = text.split {
        $0.isWhitespace || $0.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    let kept = words.map { $0.count > 40 || $0.contains("upload_id") ? "…" : $0 }
    return String(kept.joined(separator: " ").prefix(limit))
}
