import HTTP

/// What the head of an answer tells about the file that is served: whole (200) or from an offset on (206).
struct ServedFile {
    /// Bytes of the whole file.
    let size: Int64
    /// Where the answer's body begins in it.
    let start: Int64
    private let tag: String?

    /// Nil when it does not tell how large the file is: then nobody could say whether all of it came.
    init?(_ head: HTTPResponse) {
        tag = head.header("ETag") ?? head.header("Last-Modified")
        if head.status == 206 {
            guard let range = head.header("Content-Range").flatMap(Self.range) else { return nil }
            (start, size) = range
        } else {
            guard let length = head.header("Content-Length").flatMap({ Int64($0) }), length >= 0 else { return nil }
            (start, size) = (0, length)
        }
    }

    /// Whether both are the same file as far as one can tell.
    func isSame(as other: ServedFile) -> Bool {
        size == other.size && tag == other.tag
    }

    /// `bytes 5-9/10`: the first number and the last.
    private static func range(_ text: String) -> (Int64, Int64)? {
        guard text.hasPrefix("bytes ") else { return nil }
        let halves = text.dropFirst(6).split(separator: "/")
        guard halves.count == 2, let size = Int64(halves[1]), let first = halves[0].split(separator: "-").first,
            let start = Int64(first), start >= 0, start < size
        else { return nil }
        return (start, size)
    }
}
