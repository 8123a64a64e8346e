/// Why a request got no answer.
package enum HTTPError: Error, Equatable, Sendable {
    case cancelled
    /// The receiver of the body wanted no more.
    case stopped
    case timedOut(String)
    /// No route, no name, refused, reset, cut in the middle.
    case connection(String)
    /// The server's certificate is not trusted, or the configured authorities cannot be read.
    case untrusted(String)
    /// More body than this many bytes.
    case tooLarge(limit: Int)
    case invalidRequest(String)

    /// Whether the same request may succeed later without anybody doing anything.
    package var isTransient: Bool {
        switch self {
        case .timedOut, .connection: true
        case .cancelled, .stopped, .untrusted, .tooLarge, .invalidRequest: false
        }
    }
}

extension HTTPError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cancelled: "The request was cancelled."
        case .stopped: "The download was stopped by its receiver."
        case .timedOut(let detail): "The connection timed out: \(detail)."
        case .connection(let detail): "The connection failed: \(detail)."
        case .untrusted(let detail): "The server's certificate is not trusted: \(detail)."
        case .tooLarge(let limit): "The answer is larger than \(limit) bytes."
        case .invalidRequest(let detail): "The request could not be made: \(detail)."
        }
    }
}
