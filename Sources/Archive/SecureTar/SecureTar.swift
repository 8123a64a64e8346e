import Pipe

/// The encryption of a backup's members as Home Assistant's `securetar` library does it: each member on its own, as a
/// header and the sealed content.
///
/// Version 3 is written and read: Argon2id, BLAKE2b, and chunks of XChaCha20-Poly1305. Version 2 (AES-128-CBC, nothing
/// authenticated) is only read.
package enum SecureTar {
    /// How every member since version 2 begins.
    static let magic = Array("SecureTar".utf8)
    /// Bytes of plaintext in every chunk of version 3 but the last.
    static let chunkSize = 1 << 20

    /// Whether a member is sealed in a version that says so, which version 1 does not.
    /// - Parameter prefix: the member's first 9 bytes or more.
    package static func isSealed(_ prefix: some Collection<UInt8>) -> Bool {
        prefix.starts(with: magic)
    }

    /// The size in bytes of a member of version 3, `Int64.max` should it be larger than that.
    /// - Parameter plaintextSize: bytes, not negative.
    package static func sealedSize(of plaintextSize: Int64) -> Int64 {
        let chunks = plaintextSize <= 0 ? 1 : (plaintextSize - 1) / Int64(chunkSize) + 1
        return saturatingSum(plaintextSize, Int64(SecureTarHeader.size + SecureTarKeyBlock.size) + 17 * chunks)
    }

    /// The size in bytes of a member of version 2, `Int64.max` should it be larger than that: there is always padding.
    static func sealedSizeOfVersion2(of plaintextSize: Int64) -> Int64 {
        saturatingSum(plaintextSize, Int64(SecureTarHeader.size + saltSize) + 16 - plaintextSize % 16)
    }

    private static func saturatingSum(_ size: Int64, _ more: Int64) -> Int64 {
        let (sum, overflow) = size.addingReportingOverflow(more)
        return overflow ? .max : sum
    }
}

extension ByteSource {
    /// Demands that nothing follows the `offset` bytes that were read.
    func requireEnd(at offset: Int64) throws {
        guard try bytes(1).isEmpty else {
            throw ArchiveDamage.unexpectedData(offset: offset, reason: "something follows the encrypted content")
        }
    }
}
