@preconcurrency import Glibc

/// Finds loopback ports for servers that cannot choose one themselves.
package enum FreePort {
    /// A port nobody listened on a moment ago; somebody else may take it first, so be ready to ask again.
    package static func find() throws -> UInt16 {
        let (socket, port) = try LoopbackSocket.listen()
        close(socket)
        return port
    }
}
