/// What a connection does after a request was handled.
struct HTTPReply: Sendable {
    /// The answer; nil resets the connection without one.
    var response: HTTPResponse?
    /// Seconds to wait before answering.
    var delay: Double = 0

    static let reset = HTTPReply(response: nil)
}
