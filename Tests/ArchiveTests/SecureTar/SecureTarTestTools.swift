import Pipe
import TestSupport

@testable import Archive

/// Sealed as a member of version 3.
func seal(_ plaintext: [UInt8], _ keys: SecureTarKeys) throws -> [UInt8] {
    let writer = try SecureTarWriter(keys, plaintextSize: Int64(plaintext.count), into: ByteCollector())
    try writer.write(plaintext)
    return try writer.finish().bytes
}

/// The plaintext of a sealed member.
func open(_ sealed: [UInt8], _ secret: SecureTarSecret) throws -> [UInt8] {
    try SecureTarReader(BytesSource(sealed), size: Int64(sealed.count), secret: secret).everything()
}

/// Bytes that begin as gzip does.
func gzipLike(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    Array(([0x1f, 0x8b, 0x08] + noise(count, seed: seed)).prefix(count))
}
