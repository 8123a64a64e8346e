import JSON

/// One answer: status, headers and a body from memory or from elsewhere.
package struct HTTPResponse: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// `count` bytes, which the closure hands over piece by piece. What it throws ends the connection.
        case stream(count: Int64, @Sendable ((UnsafeRawBufferPointer) throws -> Void) throws -> Void)
    }

    package var status: Int
    package var headers: [(name: String, value: String)] = []
    package var body: Body = .bytes([])

    package init(status: Int, headers: [(name: String, value: String)] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer without a body.
    package static func empty(_ status: Int, headers: [(name: String, value: String)] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers)
    }

    package static func json(_ value: JSON, status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [("Content-Type", "application/json; charset=UTF-8")],
            body: .bytes(value.text))
    }

    package static func text(_ text: String, status: Int) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [("Content-Type", "text/plain; charset=utf-8")],
            body: .bytes(Array(text.utf8)))
    }

    package var bodyLength: Int64 {
        switch body {
        case .bytes(let bytes): Int64(bytes.count)
        case .stream(let count, _): count
        }
    }

    /// Status line and headers, with the blank line after them.
    package func head(close: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(HTTPStatus.phrase(status))\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if status != 204 { text += "Content-Length: \(bodyLength)\r\n" }
        text += close ? "Connection: close\r\n\r\n" : "\r\n"
        return Array(text.utf8)
    }
}
