import Cryptography
import Pipe

/// A stream cut into pieces whose sizes are told before their content is known.
final class StreamPieces {
    private let source: any ByteSource
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: StreamPieceSize.least, alignment: 4096)
    /// Bytes in the buffer that are in no piece yet.
    private var ahead = 0
    private var digest = Digest(.sha256)
    /// Bytes of the stream in pieces so far.
    private(set) var taken: Int64 = 0
    /// Zeros behind them, which can only be in the last piece.
    private(set) var filler: Int64 = 0

    init(_ source: any ByteSource) {
        self.source = source
    }

    deinit {
        buffer.deallocate()
    }

    /// Reads how the next piece begins.
    /// - Returns: false when there is none.
    func lookAhead() throws -> Bool {
        ahead = try source.fill(buffer)
        return ahead > 0
    }

    /// Bytes of the piece that was looked at. One that ends the stream already is no larger than it must be.
    var nextSize: Int64 {
        ahead < buffer.count ? Int64(ahead) : StreamPieceSize.next(after: taken)
    }

    /// Hands over that piece, zeros behind the end of the stream included.
    /// - Returns: bytes of the stream in it.
    func writeNext(_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Int64 {
        let size = nextSize
        var done: Int64 = 0
        while done < size, ahead > 0 {
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<ahead])
            digest.update(bytes)
            try write(bytes)
            done += Int64(ahead)
            let wanted = Int(min(size - done, Int64(buffer.count)))
            ahead = wanted == 0 ? 0 : try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        }
        taken += done
        try fill(size - done, write)
        return done
    }

    /// SHA-256 of the stream, once.
    func finishDigest() -> String {
        var finished = Digest(.sha256)
        swap(&finished, &digest)
        return finished.finish()
    }

    private func fill(_ count: Int64, _ write: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard count > 0 else { return }
        filler = count
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        var left = count
        while left > 0 {
            let size = Int(min(left, Int64(buffer.count)))
            try write(UnsafeRawBufferPointer(rebasing: buffer[..<size]))
            left -= Int64(size)
        }
    }
}
