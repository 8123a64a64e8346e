/// The body of one request, read as it arrives, with `Content-Length` or chunked transfer encoding.
package final class HTTPBody {
    /// Where a fault ends the reading of a body.
    package struct Interruption: Equatable {
        /// Body bytes that are still read.
        package var after: Int64
        /// `dropped` or `stalled`.
        package var error: HTTPError

        package init(after: Int64, error: HTTPError) {
            self.after = after
            self.error = error
        }
    }

    /// Declared length in bytes; nil with chunked transfer encoding.
    package let length: Int64?
    /// Bytes read so far.
    package private(set) var received: Int64 = 0
    package var interruption: Interruption?
    package var limiter: RateLimiter?

    private let reader: SocketReader
    private var framing: HTTPFraming
    private var continueIsOwed: Bool

    init(_ request: HTTPRequest, from reader: SocketReader) {
        self.reader = reader
        length = request.isChunked ? nil : request.contentLength ?? 0
        framing = length.map { .length(remaining: $0) } ?? .chunked(.init())
        continueIsOwed = request.expectsContinue && length != 0
    }

    /// 256 KiB to read into; it belongs to the connection and holds until the next read.
    package var block: UnsafeMutableRawBufferPointer { reader.block }

    package var isComplete: Bool { framing.isComplete }

    /// True while the client waits for our `100 Continue` and may never send the body.
    package var isAwaitedByClient: Bool { continueIsOwed }

    /// Reads what is there; 0 at the end of the body.
    package func read(into target: UnsafeMutableRawBufferPointer) throws(HTTPError) -> Int {
        try sayContinue()
        let available = try framing.available(from: reader)
        let count = min(available, Int64(target.count), try allowance(), limiter?.slice ?? .max)
        guard available > 0, count > 0 else { return 0 }
        let window = UnsafeMutableRawBufferPointer(rebasing: target[..<Int(count)])
        let read = try reader.read(into: window)
        received += Int64(read)
        try framing.consume(Int64(read), from: reader)
        limiter?.pace(Int64(read))
        return read
    }

    /// Reads until `target` is full or the body ends; the number of bytes read.
    package func fill(_ target: UnsafeMutableRawBufferPointer) throws(HTTPError) -> Int {
        var filled = 0
        while filled < target.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: target[filled...]))
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    private func sayContinue() throws(HTTPError) {
        guard continueIsOwed else { return }
        continueIsOwed = false
        try reader.socket.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
    }

    /// Bytes that may be read before a fault strikes.
    private func allowance() throws(HTTPError) -> Int64 {
        guard let interruption else { return .max }
        guard received < interruption.after else { throw interruption.error }
        return interruption.after - received
    }
}
