extension Socket {
    /// Sends an answer, head and small body in one go.
    func send(_ response: HTTPResponse, close: Bool, withBody: Bool = true) throws {
        var head = response.head(close: close)
        if withBody, case .bytes(let bytes) = response.body { head += bytes }
        try send(head)
        guard withBody, case .content(let content, let offset, let count) = response.body else { return }
        try content.read(from: offset, count: count) { try send($0) }
    }
}
