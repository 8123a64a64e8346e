import HTTP
import Pipe

extension SupervisorClient {
    /// Streams the file of a backup, continuing where it was cut when the connection breaks. Nothing is kept in memory.
    /// - Parameters:
    ///   - sink: takes each piece in order, blocking as long as it must; what it throws ends the download and is thrown on.
    /// - Returns: the size of the file in bytes, all of which went into the sink.
    /// - Throws: what `sink` throws; else a `SupervisorError`: `backupMissing`, `downloadFailed`.
    @discardableResult
    package func download(
        _ slug: String, to sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Int64 {
        try download(slug, DownloadReceiver(cancellable(sink)))
    }

    /// Streams a part of a backup's file in the same way.
    /// - Parameters:
    ///   - start: bytes from the start of the file.
    ///   - count: bytes, all of which must be there.
    package func download(
        _ slug: String, from start: Int64, count: Int64, to sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard count > 0 else { return }
        _ = try download(slug, DownloadReceiver(from: start, end: start + count, cancellable(sink)))
    }

    /// Also ends between two pieces, when nothing is waited for.
    private func cancellable(
        _ sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) -> (UnsafeRawBufferPointer) throws -> Void {
        { [cancellation] bytes in
            if cancellation.isRequested { throw SupervisorError.cancelled }
            try sink(bytes)
        }
    }

    /// - Returns: the size of the file in bytes.
    private func download(_ slug: String, _ receiver: DownloadReceiver) throws -> Int64 {
        var backoff = Backoff(settings.transferBackoff)
        while true {
            let before = receiver.offset
            do throws(SupervisorError) {
                try downloadRest(of: slug, to: receiver)
                return try receiver.wholeSize()
            } catch {
                if let refusal = receiver.refusal { throw refusal }
                if receiver.isComplete { return receiver.offset }
                if receiver.offset > before { backoff.succeeded() }
                try wait(after: error, passes: error.isTransient, &backoff)
            }
        }
    }

    /// One request, from the first byte that is missing.
    private func downloadRest(of slug: String, to receiver: DownloadReceiver) throws(SupervisorError) {
        var request = HTTPRequest("GET", "\(settings.url)/backups/\(percentEncoded(slug))/download")
        if let range = receiver.range { request.headers = [("Range", range)] }
        let response = try send(request, receive: receiver.startTaking())
        guard !response.isSuccess else { return try receiver.checkEmpty(response) }
        throw SupervisorError(SupervisorAnswer(response)).about(slug)
    }
}
