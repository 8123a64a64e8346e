import Glibc
import Pipe

/// A backup in a file on this machine.
package struct LocalBackupFile: BackupFile {
    package let name: String
    package let size: Int64
    private let path: [UInt8]

    /// - Throws: `SystemError`: ENOENT when there is none, EISDIR and the like when it is no regular file.
    package init(_ path: String) throws(SystemError) {
        self.path = Array(path.utf8)
        name = path
        let status = try Self.open(self.path).status()
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError(number: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
        }
        size = Int64(status.st_size)
    }

    package func source(from offset: Int64, count: Int64) throws -> any ByteSource {
        Stretch(try Self.open(path), from: offset, count: count)
    }

    /// Following links: the user named the file. Not waiting: it may be a named pipe.
    private static func open(_ path: [UInt8]) throws(SystemError) -> FileDescriptor {
        try FileDescriptor(opening: path, flags: O_RDONLY | O_NONBLOCK)
    }
}

/// A part of a file.
private final class Stretch: ByteSource {
    private let file: FileDescriptor
    private var offset: Int64
    private var left: Int64

    init(_ file: consuming FileDescriptor, from offset: Int64, count: Int64) {
        self.file = file
        self.offset = offset
        left = count
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = Int(min(left, Int64(buffer.count)))
        let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: offset)
        offset += Int64(count)
        left -= Int64(count)
        return count
    }
}
