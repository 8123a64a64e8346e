import Glibc

/// The port on 127.0.0.1 could not be bound.
package struct CannotListen: Error, Equatable, CustomStringConvertible {
    package let port: UInt16
    package let errno: Int32

    /// Stable name for programs.
    package var code: String { "cannot_listen" }

    package var description: String {
        let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        return "Cannot listen on 127.0.0.1:\(port): \(reason). Choose another port, or 0 for any free one."
    }
}
