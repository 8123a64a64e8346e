import Glibc

/// Buffered reading of one socket: lines for heads, straight copies for bodies.
final class SocketReader {
    /// Longest line taken (request line, header, chunk size), in bytes.
    static let maximumLine = 32 * 1024

    let socket: Socket
    /// 256 KiB for whoever reads a body: kept with the connection, since fresh pages cost more than the reading.
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 4096)
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
    private var start = 0
    private var end = 0

    init(_ socket: Socket) {
        self.socket = socket
    }

    deinit {
        buffer.deallocate()
        block.deallocate()
    }

    /// The next line without its CRLF or LF.
    func line() throws(HTTPError) -> String {
        var line: [UInt8] = []
        while true {
            if start == end { try refill() }
            let waiting = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
            if let newline = waiting.firstIndex(of: 10) {
                line.append(contentsOf: waiting[..<newline])
                start += newline + 1
                if line.last == 13 { line.removeLast() }
                return String(decoding: line, as: UTF8.self)
            }
            line.append(contentsOf: waiting)
            start = end
            if line.count > Self.maximumLine { throw .tooLarge }
        }
    }

    /// Reads at least one byte, big reads straight from the socket.
    func read(into target: UnsafeMutableRawBufferPointer) throws(HTTPError) -> Int {
        guard start < end else { return try socket.receive(into: target) }
        let count = min(target.count, end - start)
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<(start + count)]))
        start += count
        return count
    }

    /// Swallows what the peer still sends until it closes.
    func drain() {
        socket.lingerAndDrain(into: buffer)
    }

    private func refill() throws(HTTPError) {
        start = 0
        end = 0
        end = try socket.receive(into: buffer)
    }
}
