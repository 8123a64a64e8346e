/// Reason phrases as Google's front end words them.
package enum HTTPStatus {
    private static let phrases = [
        200: "OK", 201: "Created", 204: "No Content", 206: "Partial Content", 308: "Resume Incomplete",
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required", 413: "Payload Too Large",
        416: "Requested Range Not Satisfiable", 428: "Precondition Required", 429: "Too Many Requests",
        499: "Client Closed Request", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
        503: "Service Unavailable", 504: "Gateway Timeout",
    ]

    package static func phrase(_ status: Int) -> String {
        phrases[status] ?? "Status \(status)"
    }
}
