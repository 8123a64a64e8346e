/// What a connection does after a request was handled.
package struct HTTPReply: Sendable {
    /// The answer; nil resets the connection without one.
    package var response: HTTPResponse?
    /// Seconds to wait before answering.
    package var delay: Double = 0

    package init(response: HTTPResponse?, delay: Double = 0) {
        self.response = response
        self.delay = delay
    }

    package static let reset = HTTPReply(response: nil)
}
