import JSON

/// One answer: status, headers and a body from memory or from stored content.
struct HTTPResponse: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        /// `count` bytes of stored content from `offset`.
        case content(StoredContent, offset: Int64, count: Int64)
    }

    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: Body = .bytes([])

    /// An answer without a body.
    static func empty(_ status: Int, headers: [(name: String, value: String)] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers)
    }

    static func json(_ value: JSON, status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [("Content-Type", "application/json; charset=UTF-8")],
            body: .bytes(value.text))
    }

    static func text(_ text: String, status: Int) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [("Content-Type", "text/plain; charset=utf-8")],
            body: .bytes(Array(text.utf8)))
    }

    var bodyLength: Int64 {
        switch body {
        case .bytes(let bytes): Int64(bytes.count)
        case .content(_, _, let count): count
        }
    }

    /// Status line and headers, with the blank line after them.
    func head(close: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(HTTPStatus.phrase(status))\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if status != 204 { text += "Content-Length: \(bodyLength)\r\n" }
        text += close ? "Connection: close\r\n\r\n" : "\r\n"
        return Array(text.utf8)
    }
}
