/// The answer to an `HTTPRequest`.
package struct HTTPResponse: Sendable {
    package var status: Int
    /// Names in lower case; of a repeated header the last.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.body = body
        self.headers = [:]
        for (name, value) in headers { self.headers[name.lowercased()] = value }
    }

    package func header(_ name: String) -> String? {
        headers[name.lowercased()]
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// Seconds that the server asks to wait. The form with a date is rare here and not read.
    package var retryAfter: Double? {
        guard let text = header("Retry-After"), let seconds = Int(text), seconds >= 0 else { return nil }
        return Double(seconds)
    }
}
