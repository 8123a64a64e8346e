import HTTP
import Pipe

/// One resumable upload of a file whose size nobody knows yet: from a pipe into Google Drive, kept in memory only as far
/// as Drive has not confirmed it.
///
/// There is a file in Drive if and only if `run` returns; its size and MD5 are what was sent. After anything else the
/// session is given up, within two seconds and as well as the network allows, and the pipe's producer is told why.
/// Memory: one chunk of the largest size that the line has called for, besides the pipe's own; a pipe as large as a chunk
/// keeps the producer working during a request.
package struct UploadSession: ~Copyable {
    /// Chunks are multiples of this many bytes.
    package static let quantum = 256 * 1024

    let client: DriveClient
    private let report: (UploadProgress) -> Void
    private(set) var file: NewFile
    private(set) var address: String?
    private(set) var state: UploadState
    private var window: ReplayWindow
    private let digest = UploadDigest()
    private var progress = UploadProgress()
    private var backoff: Backoff

    /// - Parameters:
    ///   - file: what to make; the id is chosen here.
    ///   - chunkSize: the most bytes a request, rounded down to a multiple of 256 KiB.
    ///   - progress: called on the thread of `run`, often.
    package init(
        client: DriveClient, file: NewFile, chunkSize: Int = 8 << 20,
        progress: @escaping (UploadProgress) -> Void = { _ in }
    ) {
        let size = max(1, chunkSize / Self.quantum) * Self.quantum
        self.client = client
        self.file = file
        report = progress
        state = UploadState(chunkSize: ChunkSize(smallest: Int64(Self.quantum), largest: Int64(size)))
        window = ReplayWindow(capacity: size)
        backoff = Backoff(client.settings.uploadBackoff)
    }

    /// Uploads what comes out of the pipe, blocking until Drive has all of it.
    ///
    /// A cancellation ends requests and waits, but not a read from the pipe: whoever cancels aborts the pipe as well.
    /// - Throws: the producer's error as it is; `CancellationRequested`; else a `DriveError`.
    package consuming func run(reader: consuming PipeReader) throws -> DriveFile {
        var source = BlockSource(reader)
        do {
            try start()
            return try transfer(&source)
        } catch {
            let error = error as? DriveError == .cancelled ? CancellationRequested() : error
            source.abort(error)
            tidyUp(after: error)
            throw error
        }
    }

    private mutating func start() throws(DriveError) {
        do {
            file.id = try client.generateID()
            address = try client.startUpload(of: file)
        } catch .conflict {
            // The id is taken, though it was made for us alone: by no file of ours, since none was uploaded yet.
            file.id = try client.generateID()
            address = try client.startUpload(of: file)
        }
    }

    private mutating func transfer(_ source: inout BlockSource) throws -> DriveFile {
        var action = UploadState.Action.fill
        while true {
            switch action {
            case .fill:
                let isEnd = try source.fill(&window, upTo: state.wanted)
                action = state.filled(upTo: window.end, isEnd: isEnd)
            case .send(let chunk): action = try send(chunk)
            case .ask: action = try ask()
            case .wait(let error): action = try wait(after: error)
            case .lookUp(let error): return try lookUp(orFail: error)
            case .verify(let answer): return try verify(answer)
            case .fail(let error): throw error
            }
        }
    }
}

// The actions.
extension UploadSession {
    private mutating func send(_ chunk: UploadState.Chunk) throws(DriveError) -> UploadState.Action {
        guard let bytes = window.bytes(chunk.bytes) else { throw .unexpectedAnswer("The upload lost its place.") }
        var live = progress
        let (report, digest) = (report, digest)
        let start = secondsNow()
        let answer = put(ContentRange(bytes: chunk.bytes, total: chunk.total), bytes) { sent in
            let offset = min(chunk.bytes.lowerBound + sent, chunk.bytes.upperBound)
            digest.follow(bytes, from: chunk.bytes.lowerBound, upTo: offset)
            guard offset != live.live else { return }
            live.live = offset
            report(live)
        }
        return try settle(state.answered(answer, after: secondsNow() - start))
    }

    private mutating func ask() throws(DriveError) -> UploadState.Action {
        let answer = put(ContentRange(bytes: nil, total: nil), UnsafeRawBufferPointer(start: nil, count: 0)) { _ in }
        return try settle(state.answeredQuery(answer))
    }

    private func put(
        _ range: ContentRange, _ bytes: UnsafeRawBufferPointer, sent: (Int64) -> Void
    ) -> UploadAnswer {
        var request = HTTPRequest("PUT", address ?? "")
        request.headers = [("Content-Range", range.description), ("Content-Type", file.mimeType)]
        request.body = .memory(bytes)
        do throws(DriveError) {
            return UploadAnswer(try client.send(request, sent: sent))
        } catch {
            return .failed(error)
        }
    }

    /// Lets go of what Drive has confirmed by now.
    private mutating func settle(_ action: UploadState.Action) throws(DriveError) -> UploadState.Action {
        digestHeld(upTo: state.acknowledged)
        guard window.acknowledge(upTo: state.acknowledged) else {
            throw .unexpectedAnswer("The upload lost its place.")
        }
        if state.acknowledged > progress.acknowledged { backoff.succeeded() }
        progress.acknowledged = state.acknowledged
        progress.live = state.acknowledged
        report(progress)
        return action
    }

    private func digestHeld(upTo offset: Int64) {
        guard let held = window.bytes(window.start..<window.end) else { return }
        digest.follow(held, from: window.start, upTo: offset)
    }

    /// MD5 of all that came out of the pipe, acknowledged or not; to be asked for once.
    func finishDigest() -> String {
        digestHeld(upTo: window.end)
        return digest.finish()
    }

    private mutating func wait(after error: DriveError) throws(DriveError) -> UploadState.Action {
        progress.retries += 1
        report(progress)
        try client.wait(after: error, &backoff)
        return state.waited()
    }
}
