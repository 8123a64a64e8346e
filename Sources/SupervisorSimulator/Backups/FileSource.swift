import Glibc
import Pipe

/// A file, read from its beginning to its end.
final class FileSource: ByteSource {
    /// Bytes when it was opened.
    let size: Int64
    private let file: FileDescriptor
    private var offset: Int64 = 0

    init(_ path: String) throws {
        let file = try FileDescriptor(reading: Array(path.utf8))
        size = Int64(try file.status().st_size)
        self.file = file
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try file.read(into: buffer, at: offset)
        offset += Int64(count)
        return count
    }

    func skip(_ count: Int64) -> Int64 {
        let skipped = min(max(0, count), size - offset)
        offset += skipped
        return skipped
    }
}
