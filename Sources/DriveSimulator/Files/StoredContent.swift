import Glibc

/// The content of one file: its size, its checksums, and its bytes where they are kept.
package struct StoredContent: Sendable, Equatable {
    enum Location: Sendable, Equatable {
        case discarded
        case memory([UInt8])
        case file(String)
    }

    /// Bytes.
    package let size: Int64
    /// Lower-case hexadecimal.
    package let md5: String
    /// Lower-case hexadecimal; nil unless the configuration asks for it.
    package let sha256: String?
    let location: Location

    /// Passes `count` bytes from `offset` on to `take`, piece by piece.
    func read(from offset: Int64, count: Int64, _ take: (UnsafeRawBufferPointer) throws -> Void) throws {
        switch location {
        case .discarded: return
        case .memory(let bytes):
            try bytes.withUnsafeBytes {
                try take(UnsafeRawBufferPointer(rebasing: $0[Int(offset)..<Int(offset + count)]))
            }
        case .file(let path): try Self.read(path, from: offset, count: count, take)
        }
    }

    private static func read(
        _ path: String, from offset: Int64, count: Int64, _ take: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SimulatorError.cannotStore(path: path, errno: errno) }
        defer { close(descriptor) }
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 4096)
        defer { block.deallocate() }
        var position = offset
        while position < offset + count {
            let wanted = Int(min(Int64(block.count), offset + count - position))
            let got = pread(descriptor, block.baseAddress, wanted, Int(position))
            guard got > 0 else { throw SimulatorError.cannotStore(path: path, errno: errno) }
            try take(UnsafeRawBufferPointer(rebasing: block[..<got]))
            position += Int64(got)
        }
    }
}

extension StoredContent {
    /// Removes the bytes from the folder they are in.
    func remove() {
        if case .file(let path) = location { unlink(path) }
    }
}
