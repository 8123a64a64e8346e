extension DriveClient {
    /// Downloads a file from an offset to its end, continuing where it was cut when the connection breaks.
    /// - Parameter sink: takes each piece in order; what it throws ends the download and is thrown on.
    /// - Throws: what `sink` throws; else a `DriveError`.
    package func download(
        _ id: String, from start: Int64 = 0, to sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let receiver = DownloadReceiver(offset: start, sink: sink)
        var backoff = Backoff(settings.transferBackoff)
        while true {
            let before = receiver.offset
            do throws(DriveError) {
                return try downloadRest(of: id, to: receiver)
            } catch {
                if let refusal = receiver.refusal { throw refusal }
                if receiver.offset > before { backoff.succeeded() }
                try wait(after: error, &backoff)
            }
        }
    }

    private func downloadRest(of id: String, to receiver: DownloadReceiver) throws(DriveError) {
        var request = HTTPRequest("GET", address("files/\(percentEncoded(id))", [("alt", "media")]))
        // A file of no bytes has no range, not even from zero.
        if receiver.offset > 0 { request.headers = [("Range", "bytes=\(receiver.offset)-")] }
        let response = try send(request, receive: receiver.startTaking())
        if response.status == 416, response.header("Content-Range") == "bytes */\(receiver.offset)" {
            // Cut after the very last byte.
            return
        }
        guard response.isSuccess else { throw DriveError(GoogleError(response)) }
    }
}
