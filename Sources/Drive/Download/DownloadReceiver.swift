import HTTP

/// Where the bytes of a download go, over as many requests as it takes.
final class DownloadReceiver {
    /// The offset in the file of the next byte.
    private(set) var offset: Int64
    /// Why no more was taken: the sink's error, or an answer with other bytes than were asked for.
    private(set) var refusal: (any Error)?
    private let sink: (UnsafeRawBufferPointer) throws -> Void

    /// The offset after the last byte that is wanted; nil for the end of the file.
    private let end: Int64?

    init(offset: Int64, end: Int64? = nil, sink: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.offset = offset
        self.end = end
        self.sink = sink
    }

    /// The header that asks for what is missing; nil to ask for the whole file: one of no bytes has no range, not even
    /// from zero.
    var range: String? {
        if let end { return "bytes=\(offset)-\(end - 1)" }
        return offset > 0 ? "bytes=\(offset)-" : nil
    }

    /// Whether only a part is wanted.
    var isBounded: Bool { end != nil }

    /// Whether the part that was asked for is complete.
    var isComplete: Bool { end == offset }

    /// The receiver of one request's answer, which must begin where the last one ended.
    func startTaking() -> HTTPClient.Receiver {
        var hasBegun = false
        return { [self] head, bytes in
            do {
                if !hasBegun { try checkStart(of: head) }
                hasBegun = true
                if let end, Int64(bytes.count) > end - offset { throw DriveError.unexpectedAnswer(Self.tooMuch) }
                try sink(bytes)
                offset += Int64(bytes.count)
            } catch {
                refusal = error
            }
            return refusal == nil
        }
    }

    private static let tooMuch = "Google Drive sent more of the file than was asked for."

    private func checkStart(of head: HTTPResponse) throws {
        let range = head.header("Content-Range").flatMap(ContentRange.init(parsing:))
        let start = head.status == 206 ? range?.bytes?.lowerBound : 0
        guard start == offset else {
            throw DriveError.unexpectedAnswer("Google Drive sent another part of the file than was asked for.")
        }
    }
}
