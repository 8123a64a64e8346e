/// Where a body ends (RFC 9112, sections 6 and 7).
enum HTTPFraming {
    case length(remaining: Int64)
    case chunked(Chunk)

    /// Position inside a chunked body.
    struct Chunk {
        var remaining: Int64 = 0
        var ended = false
    }

    var isComplete: Bool {
        switch self {
        case .length(let remaining): remaining == 0
        case .chunked(let chunk): chunk.ended
        }
    }

    /// Body bytes that can be read before the framing speaks again; 0 at the end.
    mutating func available(from reader: SocketReader) throws(HTTPError) -> Int64 {
        switch self {
        case .length(let remaining): return remaining
        case .chunked(var chunk):
            if chunk.remaining == 0 && !chunk.ended { try Self.open(&chunk, from: reader) }
            self = .chunked(chunk)
            return chunk.remaining
        }
    }

    /// Notes that `count` body bytes were read.
    mutating func consume(_ count: Int64, from reader: SocketReader) throws(HTTPError) {
        switch self {
        case .length(let remaining): self = .length(remaining: remaining - count)
        case .chunked(var chunk):
            chunk.remaining -= count
            if chunk.remaining == 0, try !reader.line().isEmpty { throw .malformed }
            self = .chunked(chunk)
        }
    }

    /// Reads a chunk-size line, and after the last chunk the trailer.
    private static func open(_ chunk: inout Chunk, from reader: SocketReader) throws(HTTPError) {
        let digits = try reader.line().prefix { $0.isHexDigit }
        guard let size = Int64(digits, radix: 16), size >= 0 else { throw .malformed }
        chunk.remaining = size
        guard size == 0 else { return }
        chunk.ended = true
        while try !reader.line().isEmpty {}
    }
}
