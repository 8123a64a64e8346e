import Glibc
import Pipe

/// A file from its beginning, as a source of bytes.
final class FileSource: ByteSource {
    private let file: FileDescriptor
    /// As it was when it was opened.
    let status: stat

    /// - Throws: `SystemError`.
    init(_ name: [UInt8], in directory: OpenDirectory) throws(SystemError) {
        file = try FileDescriptor(in: directory.descriptor, name, flags: O_RDONLY | O_NONBLOCK)
        status = try file.status()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try file.read(into: buffer)
    }
}
