import HTTPServing
import Synchronization

/// One resumable upload: what it will become, and the bytes kept so far.
final class UploadSession: Sendable {
    /// What the session makes when it is finished.
    enum Target: Sendable {
        case create(FileMetadata)
        case update(id: String, FileMetadata)
    }

    private struct State {
        var progress: UploadProgress
        let writer: ContentWriter
        var turn = 0
        var answer: HTTPResponse?
    }

    let target: Target
    let mask: FieldMask
    private let state: Mutex<State>

    init(target: Target, mask: FieldMask, declared: Int64?, writer: ContentWriter) {
        self.target = target
        self.mask = mask
        state = Mutex(State(progress: UploadProgress(declared: declared), writer: writer))
    }

    var progress: UploadProgress { state.withLock { $0.progress } }

    /// The answer that finished the session.
    var answer: HTTPResponse? { state.withLock { $0.answer } }

    /// Takes the session over from any request still being read on another connection: that one keeps no more bytes.
    func takeOver() -> Int {
        state.withLock { state in
            state.turn += 1
            return state.turn
        }
    }

    /// Keeps bytes at the end of what is kept.
    /// - Throws: `HTTPError.dropped` when another request took the session over.
    func keep(_ bytes: UnsafeRawBufferPointer, turn: Int) throws {
        try state.withLock { state in
            guard state.turn == turn else { throw HTTPError.dropped }
            try state.writer.write(bytes)
            state.progress.keep(Int64(bytes.count))
        }
    }

    /// Makes the file by `commit` and remembers the answer, unless that was done before.
    func finish(turn: Int, _ commit: (ContentWriter) throws -> HTTPResponse) throws -> HTTPResponse {
        try state.withLock { state in
            if let answer = state.answer { return answer }
            guard state.turn == turn else { throw HTTPError.dropped }
            let answer = try commit(state.writer)
            state.answer = answer
            state.progress.finish()
            return answer
        }
    }

    /// Forgets the bytes kept so far.
    func abandon() {
        state.withLock { state in
            state.turn += 1
            if state.answer == nil { state.writer.abandon() }
        }
    }
}
