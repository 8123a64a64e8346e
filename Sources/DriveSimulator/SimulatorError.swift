import Glibc

/// Why the simulator cannot run.
package enum SimulatorError: Error, Equatable, CustomStringConvertible {
    /// A folder or file of the content store could not be written.
    case cannotStore(path: String, errno: Int32)
    /// A fault described in JSON is not understood.
    case badFault(String)

    /// Stable name for programs.
    package var code: String {
        switch self {
        case .cannotStore: "cannot_store"
        case .badFault: "bad_fault"
        }
    }

    package var description: String {
        switch self {
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
