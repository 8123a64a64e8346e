/// The decisions of a resumable upload of unknown size: events come in, the next action comes out, nothing is done here.
///
/// The rules, in short: the server's word on what it kept counts, not what was sent; the total is named only after the
/// explicit end of the pipe; after anything unclear the server is asked before more is sent; success is an answer to a
/// request that named the total, and nothing else.
package struct UploadState {
    /// What to do next.
    package enum Action: Equatable {
        /// Read from the pipe up to `wanted` or until the pipe has ended.
        case fill
        case send(Chunk)
        /// Ask how much the server has kept.
        case ask
        /// Wait as the back-off wants, then say `waited()`.
        case wait(DriveError)
        /// The upload ended after the last chunk went out: see whether the file is there, which would be as good.
        case lookUp(orFail: DriveError)
        /// The file is made, says this answer.
        case verify([UInt8])
        case fail(DriveError)
    }

    /// A piece of the file to be sent; the last one names the total, and may be empty.
    package struct Chunk: Equatable {
        package var bytes: Range<Int64>
        package var total: Int64?

        package init(bytes: Range<Int64>, total: Int64?) {
            self.bytes = bytes
            self.total = total
        }
    }

    /// Bytes from the start that the server has confirmed.
    package private(set) var acknowledged: Int64 = 0
    /// Whether the total was named to a server that has not said "incomplete" since: there may be a file.
    package private(set) var mayBeComplete = false
    /// The size of the file, known after the end of the pipe.
    package private(set) var total: Int64?
    private var size: ChunkSize
    private var available: Int64 = 0
    private var sent: Int64 = 0
    private var afterWait = Action.ask

    package init(chunkSize: ChunkSize) {
        size = chunkSize
    }

    /// Bytes in the next chunk, unless it is the last.
    private var chunkSize: Int64 { size.bytes }

    /// The offset up to which bytes are needed for the next chunk.
    package var wanted: Int64 { acknowledged + chunkSize }

    /// The window reaches up to this offset now.
    /// - Parameter isEnd: the producer has finished, and there are no other bytes.
    package mutating func filled(upTo end: Int64, isEnd: Bool) -> Action {
        available = end
        if isEnd { total = end }
        return proceed()
    }

    /// The answer to the chunk that was sent last.
    /// - Parameter seconds: from its first byte to the answer.
    package mutating func answered(_ answer: UploadAnswer, after seconds: Double = 0) -> Action {
        learn(from: answer, seconds)
        guard case .kept(acknowledged) = answer else { return judge(answer) }
        // Sending the same at once, again and again, would be a storm of requests.
        mayBeComplete = false
        return wait(.unavailable(GoogleError(status: 308, message: "none of the bytes sent were kept")), then: retry())
    }

    /// The answer to a status query.
    package mutating func answeredQuery(_ answer: UploadAnswer) -> Action {
        judge(answer)
    }

    /// The wait is over.
    package mutating func waited() -> Action {
        if case .send(let chunk) = afterWait { return send(chunk) }
        return afterWait
    }

    private mutating func learn(from answer: UploadAnswer, _ seconds: Double) {
        switch answer {
        case .kept(let count) where count > acknowledged: size.passed(count - acknowledged, in: seconds)
        case .failed(.network): size.broke()
        case .kept, .complete, .failed: break
        }
    }

    private mutating func judge(_ answer: UploadAnswer) -> Action {
        switch answer {
        case .kept(let count): return keep(count)
        case .complete(let body): return complete(body)
        case .failed(let error): return failed(error)
        }
    }
}

// What follows from each answer.
extension UploadState {
    private mutating func keep(_ count: Int64) -> Action {
        mayBeComplete = false
        guard count <= sent else {
            return .fail(.unexpectedAnswer("Google Drive confirms \(count) bytes, of which \(sent) were sent."))
        }
        guard count >= acknowledged else {
            let detail = "Google Drive lost bytes that it had confirmed: it has \(count) of \(acknowledged)."
            return .fail(.sessionLost(detail))
        }
        acknowledged = count
        return proceed()
    }

    private mutating func complete(_ body: [UInt8]) -> Action {
        guard mayBeComplete else {
            // There is a file then, and it is not the whole.
            mayBeComplete = true
            return .fail(.unexpectedAnswer("Google Drive ended the upload before it was complete."))
        }
        if let total { acknowledged = total }
        return .verify(body)
    }

    private mutating func failed(_ error: DriveError) -> Action {
        switch error {
        case .rateLimited:
            return wait(error, then: retry())
        case .notFound, .conflict:
            // 409: a file has our id already, and this session will never make it.
            let detail = "The upload session is gone"
            return end(with: .sessionLost(error.answer.map { "\(detail) (\($0))." } ?? "\(detail)."))
        case _ where error.isTransient:
            return wait(error, then: .ask)
        default:
            return end(with: error)
        }
    }

    /// A refusal says nothing about the request before it, nor about the same one that libcurl may have sent already on a
    /// connection that died: after the last chunk, the file may be there all the same.
    private func end(with error: DriveError) -> Action {
        mayBeComplete ? .lookUp(orFail: error) : .fail(error)
    }

    private mutating func wait(_ error: DriveError, then next: Action) -> Action {
        afterWait = next
        return .wait(error)
    }

    /// The next chunk from what is there, or a request for more.
    private mutating func proceed() -> Action {
        guard let chunk = nextChunk else { return .fill }
        return send(chunk)
    }

    private mutating func send(_ chunk: Chunk) -> Action {
        sent = max(sent, chunk.bytes.upperBound)
        if chunk.total != nil { mayBeComplete = true }
        return .send(chunk)
    }

    private func retry() -> Action {
        nextChunk.map(Action.send) ?? .ask
    }

    private var nextChunk: Chunk? {
        if let total, total - acknowledged <= chunkSize { return Chunk(bytes: acknowledged..<total, total: total) }
        guard available - acknowledged >= chunkSize else { return nil }
        return Chunk(bytes: acknowledged..<(acknowledged + chunkSize), total: nil)
    }
}
