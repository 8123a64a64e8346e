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
        try Array(text.utf8).withUnsafeBufferPointer { bytes throws(SystemError) in
            try FileDescriptor.write(UnsafeRawBufferPointer(bytes), to: number)
        }
    }
}
