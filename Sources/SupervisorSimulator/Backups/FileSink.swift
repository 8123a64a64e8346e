import Glibc
import Pipe

/// A new file that takes bytes.
struct FileSink: ByteSink, ~Copyable {
    private let file: FileDescriptor

    /// - Throws: `SystemError`, also when there is such a file.
    init(creating path: String) throws {
        file = try FileDescriptor(opening: Array(path.utf8), flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        try file.write(bytes)
    }
}
