import Glibc
import Pipe
import Synchronization

/// Takes one request as slowly as a thin line would bring it: its kernel has little room for what was not read yet.
package final class SlowServer: Sendable {
    private let listener: Int32
    private let count = Atomic<Int64>(0)
    package let url: String

    /// - Parameters:
    ///   - piece: bytes that are read at once.
    ///   - pause: seconds between two pieces.
    package init(reading piece: Int, every pause: Double) throws {
        let (socket, port) = try LoopbackSocket.listen()
        var room: Int32 = 16_384
        setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        listener = socket
        url = "http://127.0.0.1:\(port)"
        Thread.start { [self] in serve(piece, pause) }
    }

    deinit {
        close(listener)
    }

    /// Bytes read so far, the head's among them.
    package var received: Int64 { count.load(ordering: .relaxed) }

    private func serve(_ piece: Int, _ pause: Double) {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        defer { close(connection) }
        var buffer = [UInt8](repeating: 0, count: piece)
        // The head is smaller than a piece, and the body says how long it is: it is read until nothing more comes.
        while received < 1 << 20 {
            let taken = read(connection, &buffer, piece)
            guard taken > 0 else { return }
            count.add(Int64(taken), ordering: .relaxed)
            usleep(UInt32(pause * 1_000_000))
        }
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        _ = send(connection, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
        // What is left of the body, so that closing does not reset the connection.
        while read(connection, &buffer, piece) > 0 {}
    }
}
