import Glibc

/// Why the simulator cannot run.
package enum SimulatorError: Error, Equatable, CustomStringConvertible {
    /// The port on 127.0.0.1 could not be bound.
    case cannotListen(port: UInt16, errno: Int32)
    /// A folder or file of the content store could not be written.
    case cannotStore(path: String, errno: Int32)
    /// A fault described in JSON is not understood.
    case badFault(String)

    /// Stable name for programs.
    package var code: String {
        switch self {
        case .cannotListen: "cannot_listen"
        case .cannotStore: "cannot_store"
        case .badFault: "bad_fault"
        }
    }

    package var description: String {
        switch self {
        case .cannotListen(let port, let errno):
            "Cannot listen on 127.0.0.1:\(port): \(Self.reason(errno)). Choose another port, or 0 for any free one."
        case .cannotStore(let path, let errno):
            "Cannot write \(path): \(Self.reason(errno)). Choose a folder that can be written."
        case .badFault(let what):
            "This fault is not understood: \(what). See the documentation of Fault for its members."
        }
    }

    private static func reason(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
