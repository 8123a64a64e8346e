import Glibc
import Pipe

/// Text to one of the standard streams, unbuffered.
struct StandardStream {
    let number: Int32

    static let output = StandardStream(number: STDOUT_FILENO)
    static let error = StandardStream(number: STDERR_FILENO)

    /// Whether somebody looks at it as it comes.
    var isTerminal: Bool { isatty(number) == 1 }

    /// - Throws: `SystemError` when the other end is gone.
    func write(_ text: String) throws(SystemError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .last }
            rest = rest.dropFirst(count)
        }
    }
}
