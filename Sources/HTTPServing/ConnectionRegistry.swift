import Glibc
import Synchronization

/// The open sockets and the threads that serve them, so that a stop can end and await all of them.
final class ConnectionRegistry: Sendable {
    private struct State {
        var open: [Int32: Socket] = [:]
        var ended = false
    }

    private let state = Mutex(State())

    /// Runs `body` on a thread of its own; at once ended when the registry is.
    func run(_ socket: Socket, _ body: @escaping @Sendable (Socket) -> Void) {
        let admitted = state.withLock { state in
            guard !state.ended else { return false }
            state.open[socket.descriptor] = socket
            return true
        }
        guard admitted else { return }
        let started = DetachedThread.run { [self] in
            body(socket)
            remove(socket)
        }
        if !started { remove(socket) }
    }

    /// Disconnects every socket and waits until all threads are through.
    func end() {
        state.withLock { state in
            state.ended = true
            for socket in state.open.values { socket.disconnect() }
        }
        while state.withLock({ !$0.open.isEmpty }) { usleep(1000) }
    }

    private func remove(_ socket: Socket) {
        _ = state.withLock { $0.open.removeValue(forKey: socket.descriptor) }
    }
}
