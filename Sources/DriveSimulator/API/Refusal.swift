import HTTPServing
import JSON

/// An error answer in the words and the shape Google uses.
struct Refusal: Error, Sendable {
    let response: HTTPResponse

    init(response: HTTPResponse) {
        self.response = response
    }

    /// The error body of Google's JSON APIs.
    init(
        _ status: Int, reason: String, message: String, domain: String = "global", location: (String, String)? = nil
    ) {
        var detail: [String: JSON] = [
            "domain": .string(domain), "reason": .string(reason), "message": .string(message),
        ]
        if let (type, name) = location {
            detail["locationType"] = .string(type)
            detail["location"] = .string(name)
        }
        let error: JSON = [
            "code": .integer(Int64(status)), "message": .string(message), "errors": [.object(detail)],
        ]
        response = .json(["error": error], status: status)
    }

    /// The upload front end speaks plain text.
    init(_ refusal: UploadRefusal) {
        response = .text(refusal.text, status: refusal.status)
    }

    /// The error body of the OAuth endpoints (RFC 6749, section 5.2).
    static func oauth(_ status: Int, _ error: String, _ description: String) -> Refusal {
        Refusal(
            response: .json(
                ["error": .string(error), "error_description": .string(description)], status: status))
    }
}
