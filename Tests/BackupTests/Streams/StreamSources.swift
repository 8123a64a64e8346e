import Archive
import Pipe

/// Bytes, and then an error in the place of an end.
final class FailingSource: ByteSource {
    private let content: [UInt8]
    private var done = 0

    init(_ content: [UInt8]) {
        self.content = content
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let part = content[done...].prefix(buffer.count)
        guard !part.isEmpty else { throw ArchiveDamage.cut(offset: Int64(done)) }
        buffer.copyBytes(from: part)
        done += part.count
        return part.count
    }
}

/// Zeros that come in odd portions, as from a program that writes when it likes.
final class Zeroes: ByteSource {
    private var left: Int

    init(count: Int) {
        left = count
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(left, buffer.count, 77_773)
        UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]).initializeMemory(as: UInt8.self, repeating: 0)
        left -= count
        return count
    }
}
