/// Serves the requests of one connection, one after the other.
package struct HTTPConnection {
    package typealias Handler = @Sendable (HTTPRequest, HTTPBody) throws -> HTTPReply

    /// Unread bodies up to this many bytes are swallowed so that the connection lives on.
    private static let swallowed: Int64 = 1 << 20

    let socket: Socket
    let handler: Handler

    /// Returns when the connection is over; whatever ends it is no concern of the server.
    func serve() {
        let reader = SocketReader(socket)
        do {
            while try exchange(reader) {}
        } catch HTTPError.dropped {
            socket.resetOnClose()
        } catch HTTPError.stalled {
            socket.waitForHangUp(seconds: 3600)
        } catch HTTPError.malformed, HTTPError.tooLarge {
            try? socket.send(.text("Bad Request", status: 400), close: true)
            reader.drain()
        } catch {
            return
        }
    }

    /// Handles one request; false when the connection ends after it.
    private func exchange(_ reader: SocketReader) throws -> Bool {
        let request = try HTTPRequest.read(from: reader)
        let body = HTTPBody(request, from: reader)
        let reply = try handler(request, body)
        if reply.delay > 0 { socket.waitForHangUp(seconds: reply.delay) }
        guard let response = reply.response else { throw HTTPError.dropped }
        let ends = request.wantsClose || !canSwallow(body)
        try socket.send(response, close: ends, withBody: request.method != "HEAD")
        body.interruption = nil
        if ends { reader.drain() } else { try body.discard() }
        return !ends
    }

    private func canSwallow(_ body: HTTPBody) -> Bool {
        if body.isComplete { return true }
        guard !body.isAwaitedByClient, let length = body.length else { return false }
        return length - body.received <= Self.swallowed
    }
}
