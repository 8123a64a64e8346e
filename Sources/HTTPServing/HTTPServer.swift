import Glibc
import Synchronization

/// HTTP/1.1 on 127.0.0.1, a thread for each connection, so that a blocked one never holds up another.
package final class HTTPServer: Sendable {
    package let port: UInt16
    private let listener: Socket
    private let readTimeout: Double
    private let connections = ConnectionRegistry()

    /// Binds at once; connections wait in the backlog until `start`.
    /// - Parameters:
    ///   - port: 0 takes any free port.
    ///   - readTimeout: seconds of silence after which a connection is given up.
    package init(port: UInt16, readTimeout: Double) throws(CannotListen) {
        self.readTimeout = readTimeout
        listener = try Socket.listening(port: port)
        self.port = listener.localPort
    }

    package func start(_ handler: @escaping HTTPConnection.Handler) {
        connections.run(listener) { [self] listener in accept(on: listener, handler) }
    }

    /// Ends all connections and returns when their threads are done.
    package func stop() {
        listener.disconnect()
        connections.end()
    }

    private func accept(on listener: Socket, _ handler: @escaping HTTPConnection.Handler) {
        while true {
            let descriptor = Glibc.accept(listener.descriptor, nil, nil)
            if descriptor >= 0 {
                let socket = Socket(descriptor)
                socket.configure(readTimeout: readTimeout)
                connections.run(socket) { HTTPConnection(socket: $0, handler: handler).serve() }
            } else if errno == EMFILE || errno == ENFILE {
                // Out of descriptors: wait for connections to end.
                usleep(10_000)
            } else if errno != EINTR && errno != ECONNABORTED {
                return
            }
        }
    }
}
