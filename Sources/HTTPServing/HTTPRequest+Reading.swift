extension HTTPRequest {
    /// Most headers taken in one request.
    private static let maximumHeaders = 200

    /// Reads the head of the next request.
    static func read(from reader: SocketReader) throws(HTTPError) -> HTTPRequest {
        var line = try reader.line()
        // RFC 9112 2.2: ignore an empty line before the request line.
        if line.isEmpty { line = try reader.line() }
        guard let request = HTTPRequest(line: line, headers: try headers(from: reader)) else { throw .malformed }
        return request
    }

    private static func headers(from reader: SocketReader) throws(HTTPError) -> [String: String] {
        var headers: [String: String] = [:]
        while true {
            let line = try reader.line()
            if line.isEmpty { return headers }
            guard headers.count < maximumHeaders else { throw .tooLarge }
            guard let (name, value) = field(line) else { throw .malformed }
            headers[name] = value
        }
    }

    /// Splits `Name: value`, the name in lower case, the value without surrounding blanks.
    package static func field(_ line: String) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let blanks: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let value = line[line.index(after: colon)...].drop(while: blanks)
        let trailing = value.reversed().prefix(while: blanks).count
        return (line[..<colon].lowercased(), String(value.dropLast(trailing)))
    }
}
