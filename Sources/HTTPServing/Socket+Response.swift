extension Socket {
    /// Sends an answer, head and small body in one go.
    func send(_ response: HTTPResponse, close: Bool, withBody: Bool = true) throws {
        var head = response.head(close: close)
        if withBody, case .bytes(let bytes) = response.body { head += bytes }
        try send(head)
        guard withBody, case .stream(_, let stream) = response.body else { return }
        try stream { try send($0) }
    }
}
