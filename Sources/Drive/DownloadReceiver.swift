/// Where the bytes of a download go, over as many requests as it takes.
final class DownloadReceiver {
    /// The offset in the file of the next byte.
    private(set) var offset: Int64
    /// Why no more was taken: the sink's error, or an answer with other bytes than were asked for.
    private(set) var refusal: (any Error)?
    private let sink: (UnsafeRawBufferPointer) throws -> Void

    init(offset: Int64, sink: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.offset = offset
        self.sink = sink
    }

    /// The receiver of one request's answer, which must begin where the last one ended.
    func startTaking() -> HTTPClient.Receiver {
        var hasBegun = false
        return { [self] head, bytes in
            do {
                if !hasBegun { try checkStart(of: head) }
                hasBegun = true
                try sink(bytes)
                offset += Int64(bytes.count)
            } catch {
                refusal = error
            }
            return refusal == nil
        }
    }

    private func checkStart(of head: HTTPResponse) throws {
        let range = head.header("Content-Range").flatMap(ContentRange.init(parsing:))
        let start = head.status == 206 ? range?.bytes?.lowerBound : 0
        guard start == offset else {
            throw DriveError.unexpectedAnswer("Google Drive sent another part of the file than was asked for.")
        }
    }
}
