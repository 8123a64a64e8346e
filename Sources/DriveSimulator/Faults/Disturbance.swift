import HTTPServing

/// What all faults together do to one request.
struct Disturbance: Sendable {
    /// Answered before the body is read.
    var answer: (status: Int, reason: String?, retryAfter: Int?)?
    var dropsBefore = false
    var interruption: HTTPBody.Interruption?
    var dropsAfterCommit = false
    /// Most bytes of the chunk to keep.
    var keepLimit: Int64?
    /// Status of the session from now on.
    var sessionStatus: Int?
    /// Seconds before the answer.
    var delay: Double = 0
    var expiresTokens = false
    var corrupts = false

    mutating func add(_ effect: Fault.Effect) {
        switch effect {
        case .status(let status, let reason, let retryAfter): answer = (status, reason, retryAfter)
        case .dropBefore: dropsBefore = true
        case .dropAfterBytes(let count): interruption = .init(after: count, error: .dropped)
        case .dropAfterCommit: dropsAfterCommit = true
        case .shortAck(let bytes): keepLimit = bytes
        case .expireSession(let status): sessionStatus = status
        case .delay(let seconds): delay += seconds
        case .stall(let count): interruption = .init(after: count, error: .stalled)
        case .expireToken: expiresTokens = true
        case .corrupt: corrupts = true
        }
    }
}
