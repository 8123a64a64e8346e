import HTTP

extension DriveClient {
    /// Downloads a file from an offset on, continuing where it was cut when the connection breaks.
    /// - Parameters:
    ///   - count: how many bytes, all of which must be there; nil for all to the end.
    ///   - sink: takes each piece in order; what it throws ends the download and is thrown on.
    /// - Throws: what `sink` throws; else a `DriveError`.
    package func download(
        _ id: String, from start: Int64 = 0, count: Int64? = nil,
        to sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let receiver = DownloadReceiver(offset: start, end: count.map { start + $0 }, sink: sink)
        if count == 0 { return }
        var backoff = Backoff(settings.transferBackoff)
        while true {
            let before = receiver.offset
            do throws(DriveError) {
                return try downloadRest(of: id, to: receiver)
            } catch {
                if let refusal = receiver.refusal { throw refusal }
                if receiver.isComplete { return }
                if receiver.offset > before { backoff.succeeded() }
                try wait(after: error, &backoff)
            }
        }
    }

    /// One request, from the first byte that is missing.
    private func downloadRest(of id: String, to receiver: DownloadReceiver) throws(DriveError) {
        var request = HTTPRequest("GET", address("files/\(percentEncoded(id))", [("alt", "media")]))
        if let range = receiver.range { request.headers = [("Range", range)] }
        let response = try send(request, receive: receiver.startTaking())
        if response.status == 416, response.header("Content-Range") == "bytes */\(receiver.offset)" {
            // Cut after the very last byte.
            return
        }
        guard response.isSuccess else { throw DriveError(GoogleError(response)) }
        guard receiver.isComplete || !receiver.isBounded else {
            throw .unexpectedAnswer("Google Drive sent less of the file than it has.")
        }
    }
}
