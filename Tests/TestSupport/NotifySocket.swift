@preconcurrency import Glibc

/// The end of a service manager where notifications arrive: a Unix datagram socket.
package final class NotifySocket: Sendable {
    /// What `NOTIFY_SOCKET` is to be.
    package let name: String
    private let descriptor: Int32

    /// - Parameter name: a path, or `@` and a name in the abstract namespace.
    package init(_ name: String) throws {
        self.name = name
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw TestFailure("no socket: errno \(errno)") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = name.hasPrefix("@") ? [0] + name.utf8.dropFirst() : name.utf8 + [0]
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let descriptor = descriptor
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        guard bound == 0 else { throw TestFailure("cannot bind \(name): errno \(errno)") }
    }

    deinit {
        close(descriptor)
    }

    /// The datagrams that have come since the last call.
    package func receive() -> [String] {
        var found: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count >= 0 else { return found }
            found.append(String(decoding: buffer.prefix(count), as: UTF8.self))
        }
    }
}
