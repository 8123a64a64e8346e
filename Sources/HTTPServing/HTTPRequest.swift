/// The head of one request; its body is read separately.
package struct HTTPRequest: Sendable, Equatable {
    package let method: String
    /// Decoded path, without a trailing slash and without the query.
    package let path: String
    /// The query as it came, without the question mark.
    package let queryText: String
    package let query: [String: String]
    /// Header values by lower-case name; the last of equal names wins.
    package let headers: [String: String]

    /// Reads a request line such as `GET /path?query HTTP/1.1`; nil when it is none.
    package init?(line: String, headers: [String: String] = [:]) {
        let words = line.split(separator: " ")
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
        let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        method = String(words[0])
        path = Self.trimmed(FormCoding.decode(Self.originForm(target[0])))
        queryText = target.count > 1 ? String(target[1]) : ""
        query = FormCoding.fields(queryText)
        self.headers = headers
    }

    package func header(_ name: String) -> String? {
        headers[name]
    }

    /// Body length in bytes as declared; nil when absent or not a number.
    package var contentLength: Int64? {
        header("content-length").flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    package var isChunked: Bool {
        header("transfer-encoding")?.lowercased().contains("chunked") ?? false
    }

    package var expectsContinue: Bool {
        header("expect")?.lowercased() == "100-continue"
    }

    package var wantsClose: Bool {
        header("connection")?.lowercased() == "close"
    }

    /// Proxies send the absolute form `http://host/path`.
    private static func originForm(_ target: Substring) -> Substring {
        guard target.hasPrefix("http://") else { return target }
        return target.dropFirst(7).drop { $0 != "/" }
    }

    private static func trimmed(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
