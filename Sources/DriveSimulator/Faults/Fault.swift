/// One planned disturbance: which requests it meets, and what it does to them.
package struct Fault: Sendable, Equatable {
    package enum Effect: Sendable, Equatable {
        /// Answers at once, before the body is read; `retryAfter` in seconds.
        case status(Int, reason: String? = nil, retryAfter: Int? = nil)
        /// Resets the connection before the body is read.
        case dropBefore
        /// Resets the connection after this many bytes of the body; whole quanta received are kept.
        case dropAfterBytes(Int64)
        /// Does everything and resets the connection in place of the answer.
        case dropAfterCommit
        /// Keeps at most this many bytes of the chunk, in whole quanta.
        case shortAck(keepBytes: Int64)
        /// The session is gone from now on, with status 404 or 410.
        case expireSession(Int)
        /// Waits this many seconds before answering.
        case delay(seconds: Double)
        /// Reads this many bytes of the body, then neither reads nor answers.
        case stall(afterBytes: Int64 = 0)
        /// All access tokens given out so far become invalid, also that of this request.
        case expireToken
        /// One bit of the stored content differs from what was sent.
        case corrupt
    }

    package let effect: Effect
    package let kind: RequestKind
    /// 1 for the first matching request.
    package let from: Int
    /// How many matching requests in a row are met; nil for all from then on.
    package let times: Int?

    /// - Parameters:
    ///   - kind: the requests that count as matching.
    ///   - from: the first matching request that is met, counted from 1 when the fault is added.
    ///   - times: how many are met; nil for every one.
    package init(_ effect: Effect, on kind: RequestKind = .any, from: Int = 1, times: Int? = 1) {
        self.effect = effect
        self.kind = kind
        self.from = from
        self.times = times
    }

    /// - Parameter match: number of the matching request, from 1.
    func strikes(match: Int) -> Bool {
        match >= from && (times.map { match - from < $0 } ?? true)
    }
}
