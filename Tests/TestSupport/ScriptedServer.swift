import Glibc
import Pipe
import Synchronization

/// Answers each connection with the next bytes of a script, whatever they are, and closes it; for what no real Drive does.
package final class ScriptedServer: Sendable {
    private let listener: Int32
    private let seen = Mutex<[String]>([])
    private let isDone = Cancellation()
    package let url: String

    package init(_ script: [String]) throws {
        let (socket, port) = try LoopbackSocket.listen()
        listener = socket
        url = "http://127.0.0.1:\(port)"
        Thread.start { [self] in
            script.forEach(serve)
            isDone.request()
        }
    }

    deinit {
        close(listener)
    }

    /// The requests so far, as they came.
    package var requests: [String] { seen.withLock { $0 } }

    private func serve(_ answer: String) {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        var request = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isWhole(request) {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { break }
            request += String(decoding: buffer[..<count], as: UTF8.self)
        }
        seen.withLock { $0.append(request) }
        _ = send(connection, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
        close(connection)
    }

    private func isWhole(_ request: String) -> Bool {
        // "\r\n" is one Character.
        guard let end = request.firstRange(of: "\r\n\r\n") else { return false }
        let lines = request[..<end.lowerBound].split(separator: "\r\n")
        let length = lines.first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        return request[end.upperBound...].utf8.count >= length
    }
}
