import Archive
import Cryptography
import Pipe

/// A stream that comes together from its pieces, whoever reads them: what counts of them, and whether it is all.
struct StreamAssembly: ~Copyable {
    private let stream: StoredStream
    private var digest = Digest(.sha256)
    private var left: Int64

    init(_ stream: StoredStream) {
        self.stream = stream
        left = max(0, stream.size)
    }

    /// Whether all bytes have come.
    var isWhole: Bool { left == 0 }

    /// Takes the next bytes of a piece.
    /// - Returns: how many of them belong to the stream; what follows are zeros of the last piece.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        let count = Int(min(left, Int64(bytes.count)))
        digest.update(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        left -= Int64(count)
        return count
    }

    /// - Throws: `ArchiveDamage` when these were not the bytes that were written.
    mutating func finish() throws(ArchiveDamage) {
        guard left == 0 else { throw .cut(offset: stream.size - left) }
        var finished = Digest(.sha256)
        swap(&finished, &digest)
        guard finished.finish() == stream.sha256 else { throw .checksumMismatch(of: stream.path) }
    }
}
