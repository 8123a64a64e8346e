@preconcurrency import Glibc
import Synchronization

/// Finds loopback ports for servers that cannot choose one themselves.
package enum FreePort {
    /// Outside of those that systems give to outgoing connections: such a one could take the port before its server does,
    /// and a client that asks for a server that is not there yet could be connected to itself.
    private static let candidates: Range<UInt16> = 10_000..<32_768

    /// Two brokers of tests at the same time would be one.
    private static let taken = Mutex<Set<UInt16>>([])

    /// A port nobody listened on a moment ago, and that no other test has got; another program may take it first, so be
    /// ready to ask again.
    package static func find() throws -> UInt16 {
        for _ in 0..<1_000 {
            let port = UInt16.random(in: candidates)
            guard taken.withLock({ $0.insert(port).inserted }), let listener = try? LoopbackSocket.listen(port: port)
            else { continue }
            close(listener.socket)
            return port
        }
        throw TestFailure("no port is free")
    }
}
