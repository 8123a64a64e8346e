import FoundationEssentials

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

    /// Seconds that the server asks to wait, whether it names them or a date. A date counts from the answer's own, since
    /// our clock may be wrong.
    package var retryAfter: Double? {
        guard let text = header("Retry-After") else { return nil }
        if let seconds = Int(text) { return seconds >= 0 ? Double(seconds) : nil }
        guard let date = HTTPDate.parse(text) else { return nil }
        return max(0, date.timeIntervalSince(header("Date").flatMap(HTTPDate.parse) ?? Date()))
    }
}
