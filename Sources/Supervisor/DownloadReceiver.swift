import HTTP

/// Where the bytes of a backup's file, or of a part of it, go, over as many requests as it takes.
final class DownloadReceiver {
    /// The offset in the file of the next byte.
    private(set) var offset: Int64
    /// Why no more was taken: the sink's error, or an answer with other bytes than were asked for.
    private(set) var refusal: (any Error)?
    private let sink: (UnsafeRawBufferPointer) throws -> Void
    private var file: ServedFile?
    /// The offset after the last byte that is wanted; nil for the end of the file.
    private let end: Int64?

    init(
        from offset: Int64 = 0, end: Int64? = nil, _ sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) {
        self.offset = offset
        self.end = end
        self.sink = sink
    }

    var isComplete: Bool { offset == end ?? file?.size }

    /// The header that asks for what is missing; nil to ask for the whole file.
    var range: String? {
        if let end { return "bytes=\(offset)-\(end - 1)" }
        return offset > 0 ? "bytes=\(offset)-" : nil
    }

    /// The receiver of one request's answer, which must begin where the last one ended.
    func startTaking() -> HTTPClient.Receiver {
        var hasBegun = false
        return { [self] head, bytes in
            do {
                if !hasBegun { try begin(head) }
                hasBegun = true
                try take(bytes)
            } catch {
                refusal = error
            }
            return refusal == nil
        }
    }

    /// An answer without a body never came to the receiver.
    func checkEmpty(_ head: HTTPResponse) throws(SupervisorError) {
        if file == nil { try begin(head) }
    }

    /// - Throws: `downloadFailed` when bytes are missing.
    func wholeSize() throws(SupervisorError) -> Int64 {
        guard let size = file?.size, isComplete else {
            throw .downloadFailed("it ended after \(offset) bytes")
        }
        return size
    }

    private func begin(_ head: HTTPResponse) throws(SupervisorError) {
        guard let served = ServedFile(head), served.start == offset else {
            throw .downloadFailed("the Supervisor sent another part of it than was asked for")
        }
        if let file, !file.isSame(as: served) { throw .downloadFailed("it changed in the meantime") }
        file = served
    }

    private func take(_ bytes: UnsafeRawBufferPointer) throws {
        guard let size = file?.size, Int64(bytes.count) <= (end ?? size) - offset else {
            throw SupervisorError.downloadFailed("the Supervisor sent more of it than there is")
        }
        try sink(bytes)
        offset += Int64(bytes.count)
    }
}
