import Glibc

/// What the operating system refused, and why.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The `errno` of the call.
    package let number: Int32

    package init(number: Int32) {
        self.number = number
    }

    /// The current thread's last error.
    package static var last: SystemError { SystemError(number: errno) }

    package var description: String {
        strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }
}
