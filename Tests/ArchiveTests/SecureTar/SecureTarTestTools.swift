import Cryptography
import Pipe
import TestSupport

@testable import Archive

/// Bytes at hand as a source, given in pieces of at most `limit` bytes.
final class SealedBytes: ByteSource {
    private var rest: ArraySlice<UInt8>
    private let limit: Int

    init(_ bytes: [UInt8], limit: Int = .max) {
        rest = bytes[...]
        self.limit = limit
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = rest.prefix(min(buffer.count, limit))
        piece.withUnsafeBytes { buffer.copyMemory(from: $0) }
        rest = rest.dropFirst(piece.count)
        return piece.count
    }
}

extension ByteSource {
    /// Everything up to the end, read in pieces of `size` bytes.
    func all(in size: Int = 100_000) throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let piece = try bytes(size)
            all += piece
            if piece.count < size { return all }
        }
    }
}

extension SecureTarWriter where Sink: ~Copyable {
    func write(_ bytes: some Collection<UInt8>) throws {
        try Array(bytes).withUnsafeBytes { try write($0) }
    }
}

/// Sealed as a member of version 3.
func seal(_ plaintext: [UInt8], _ keys: SecureTarKeys) throws -> [UInt8] {
    let writer = try SecureTarWriter(keys, plaintextSize: Int64(plaintext.count), into: ByteCollector())
    try plaintext.withUnsafeBytes { try writer.write($0) }
    return try writer.finish().bytes
}

/// The plaintext of a sealed member.
func open(_ sealed: [UInt8], _ secret: SecureTarSecret) throws -> [UInt8] {
    try SecureTarReader(SealedBytes(sealed), size: Int64(sealed.count), secret: secret).all()
}

func sha256(_ bytes: [UInt8]) -> String {
    var digest = Digest(.sha256)
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.finish()
}

/// Bytes that begin as gzip does.
func gzipLike(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    Array(([0x1f, 0x8b, 0x08] + noise(count, seed: seed)).prefix(count))
}
