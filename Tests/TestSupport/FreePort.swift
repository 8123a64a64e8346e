@preconcurrency import Glibc
import Synchronization

/// Finds loopback ports for servers that cannot choose one themselves.
package enum FreePort {
    /// The system hands a port out again as soon as it is closed: two brokers of tests at the same time would be one.
    private static let taken = Mutex<Set<UInt16>>([])

    /// A port nobody listened on a moment ago, and that no other test has got; another program may take it first, so be
    /// ready to ask again.
    package static func find() throws -> UInt16 {
        while true {
            let (socket, port) = try LoopbackSocket.listen()
            close(socket)
            if taken.withLock({ $0.insert(port).inserted }) { return port }
        }
    }
}
