/// Why a connection cannot go on.
package enum HTTPError: Error, Equatable {
    /// The peer ended or reset the connection.
    case closed
    /// Nothing arrived for the configured read time-out.
    case timedOut
    /// What arrived is not HTTP/1.1.
    case malformed
    /// A head, line or small body is larger than the server accepts.
    case tooLarge
    /// A fault asks for a reset at this point of the body.
    case dropped
    /// A fault asks to stop reading here and to say nothing.
    case stalled
}
