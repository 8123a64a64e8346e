/// One HTTP request, whole before it is sent.
package struct HTTPRequest {
    /// The body of a request.
    package enum Body {
        /// No body and no `Content-Length`.
        case none
        case bytes([UInt8])
        /// Somebody else's memory, which must stay as it is until the request is answered.
        case memory(UnsafeRawBufferPointer)
    }

    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)] = []
    package var body = Body.none
    /// The most seconds that the whole exchange may take; nil for no bound but the stall time-out.
    package var timeLimit: Double?
    /// Seconds for which a request that was sent is waited for although it was cancelled: its answer may name something
    /// that has to be tidied up.
    package var grace = 0.0

    package init(_ method: String, _ url: String) {
        self.method = method
        self.url = url
    }
}

extension HTTPRequest {
    /// A body in the encoding of HTML forms, as OAuth wants it.
    package static func form(_ url: String, _ fields: [(String, String)]) -> HTTPRequest {
        var request = HTTPRequest("POST", url)
        request.headers = [("Content-Type", "application/x-www-form-urlencoded")]
        request.body = .bytes(Array(formEncoded(fields).utf8))
        return request
    }

    var isForTheWeb: Bool { url.hasPrefix("http://") || url.hasPrefix("https://") }

    /// True when a line break or another control character would smuggle something into the head of the request.
    var hasControlCharacters: Bool {
        func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
        return method.utf8.contains(where: isControl) || url.utf8.contains(where: isControl)
            || headers.contains { $0.name.utf8.contains(where: isControl) || $0.value.utf8.contains(where: isControl) }
    }
}
