import Glibc
import HTTPServing

/// Takes a `multipart/related` body apart while it arrives (RFC 2046 5.1, RFC 2387); lines may end in LF alone.
struct MultipartReader: ~Copyable {
    private let body: HTTPBody
    private let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 4096)
    private var filled = 0
    private var delimiter: [UInt8]
    private var ended = false

    /// Skips to the first part.
    init(_ body: HTTPBody, boundary: String) throws {
        self.body = body
        delimiter = Array("--\(boundary)".utf8)
        try skipPreamble()
    }

    deinit {
        window.deallocate()
    }

    /// The headers of the next part, names in lower case.
    mutating func headers() throws -> [String: String] {
        var headers: [String: String] = [:]
        while true {
            let line = try line()
            if line.isEmpty { return headers }
            guard headers.count < 50, let (name, value) = HTTPRequest.field(line) else { throw HTTPError.malformed }
            headers[name] = value
        }
    }

    /// Passes the content of the current part on, piece by piece, up to its delimiter.
    mutating func content(_ take: (UnsafeMutableRawBufferPointer) throws -> Void) throws {
        while true {
            try refill()
            if let position = find(delimiter) {
                try take(UnsafeMutableRawBufferPointer(rebasing: window[..<position]))
                drop(position + delimiter.count)
                return try finishDelimiter()
            }
            guard !ended, filled >= delimiter.count else { throw HTTPError.malformed }
            // The delimiter may begin in the last bytes: hold them back.
            let safe = filled - delimiter.count + 1
            try take(UnsafeMutableRawBufferPointer(rebasing: window[..<safe]))
            drop(safe)
        }
    }

    private mutating func skipPreamble() throws {
        let opening = delimiter
        try refill()
        guard let position = find(opening) else { throw HTTPError.malformed }
        drop(position + opening.count)
        guard let newline = find([10]) else { throw HTTPError.malformed }
        let isCRLF = newline > 0 && window[newline - 1] == 13
        delimiter = (isCRLF ? [13, 10] : [10]) + opening
        drop(newline + 1)
    }

    /// Reads the rest of a delimiter's line; `--` ends the whole.
    private mutating func finishDelimiter() throws {
        try refill()
        if filled >= 2, window[0] == 45, window[1] == 45 { return }
        _ = try line()
    }

    private mutating func line() throws -> String {
        try refill()
        guard let newline = find([10]) else { throw HTTPError.malformed }
        let end = newline > 0 && window[newline - 1] == 13 ? newline - 1 : newline
        let line = String(decoding: UnsafeRawBufferPointer(rebasing: window[..<end]), as: UTF8.self)
        drop(newline + 1)
        return line
    }

    private mutating func refill() throws {
        let count = try body.fill(UnsafeMutableRawBufferPointer(rebasing: window[filled...]))
        filled += count
        if filled < window.count { ended = true }
    }

    /// Offset of the first occurrence; memchr jumps to the candidates, since few bytes are a line's end.
    private func find(_ bytes: [UInt8]) -> Int? {
        guard let start = window.baseAddress, let first = bytes.first else { return nil }
        var offset = 0
        while offset + bytes.count <= filled,
            let candidate = memchr(start + offset, Int32(first), filled - bytes.count - offset + 1)
        {
            if memcmp(candidate, bytes, bytes.count) == 0 { return candidate - start }
            offset = candidate - start + 1
        }
        return nil
    }

    private mutating func drop(_ count: Int) {
        guard let start = window.baseAddress else { return }
        filled -= count
        memmove(start, start + count, filled)
    }
}
