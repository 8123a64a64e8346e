@preconcurrency import Glibc

/// TCP on 127.0.0.1, as raw as tests need it. Descriptors are the caller's to close.
package enum LoopbackSocket {
    /// - Returns: a listening socket and its port; port 0 lets the system choose.
    package static func listen(port: UInt16 = 0) throws -> (socket: Int32, port: UInt16) {
        let socket = try make()
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let bound = withAddress(port) { bind(socket, $0, $1) }
        guard bound == 0, Glibc.listen(socket, 16) == 0 else {
            close(socket)
            throw TestFailure("cannot listen on port \(port): errno \(errno)")
        }
        return (socket, try localPort(of: socket))
    }

    /// - Returns: a connected socket.
    package static func connect(port: UInt16) throws -> Int32 {
        let socket = try make()
        guard withAddress(port, { Glibc.connect(socket, $0, $1) }) == 0 else {
            close(socket)
            throw TestFailure("cannot connect to port \(port): errno \(errno)")
        }
        return socket
    }

    private static func make() throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw TestFailure("no socket: errno \(errno)") }
        return socket
    }

    private static func localPort(of socket: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutableBytes(of: &address) { bytes in
            getsockname(socket, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
        }
        guard result == 0 else { throw TestFailure("no port: errno \(errno)") }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>?, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafeBytes(of: &address) { bytes in
            body(bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
    }
}
