@preconcurrency import Glibc

/// What systemd wants to hear of a service of `Type=notify`: a datagram of lines `KEY=value` to the socket that
/// `NOTIFY_SOCKET` names (sd_notify(3)). Nobody there, or nobody listening, is no error.
package struct ServiceManager: Sendable {
    /// A path, or a name in the abstract namespace after an `@`.
    private let socketName: String
    /// Seconds after which the manager takes a silent service for dead; nil when it does not watch.
    package let watchdogInterval: Double?

    /// - Returns: nil where no manager listens.
    package init?(environment: [String: String], process: Int32 = getpid()) {
        guard let name = environment["NOTIFY_SOCKET"], name.count > 1, name.hasPrefix("/") || name.hasPrefix("@") else {
            return nil
        }
        socketName = name
        let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == process } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap(Double.init) ?? 0
        watchdogInterval = isMeant && microseconds > 0 && microseconds.isFinite ? microseconds / 1_000_000 : nil
    }

    /// Tells the manager, without waiting for it.
    /// - Parameter lines: such as `READY=1`.
    package func notify(_ lines: String...) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(lines.joined(separator: "\n").utf8)
        withAddress { address, size in
            _ = sendto(
                descriptor, message, message.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), address, size)
        }
    }

    /// Nothing happens with a name that is too long.
    private func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(socketName.utf8)
        let isAbstract = name.first == UInt8(ascii: "@")
        // An abstract name begins with a zero and ends with the address; a path ends with a zero.
        if isAbstract { name[0] = 0 } else { name.append(0) }
        guard name.count <= MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? MemoryLayout<sa_family_t>.size
        let size = socklen_t(offset + name.count)
        withUnsafeBytes(of: address) { bytes in
            guard let start = bytes.baseAddress else { return }
            body(start.assumingMemoryBound(to: sockaddr.self), size)
        }
    }
}
