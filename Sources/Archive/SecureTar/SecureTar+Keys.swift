import Cryptography

// How keys come from the password, version by version.
extension SecureTar {
    /// Bytes of every salt.
    static let saltSize = 16

    private static let purpose = Array("SecureTarv3".utf8) + [UInt8](repeating: 0, count: 5)

    /// The key of a whole backup in version 3. Takes 16 MiB while it is derived.
    /// - Throws: `CryptographyError`.
    static func rootKey(_ password: SecretBytes, salt: [UInt8]) throws -> SecretBytes {
        try SecretBytes(argon2id: password, salt: salt, operations: 8, memory: 16 << 20)
    }

    /// A key below the root key, for the validation or for one member.
    static func key(below root: SecretBytes, salt: [UInt8]) -> SecretBytes {
        root.derive(salt: salt, purpose: purpose)
    }

    /// The AES key of versions 1 and 2, of whose 32 bytes the first 16 count.
    static func legacyKey(_ password: SecretBytes) -> SecretBytes {
        hundredfoldHash(password, [])
    }

    /// The initialisation vector of versions 1 and 2, of whose 32 bytes the first 16 count.
    static func legacyVector(key: SecretBytes, salt: [UInt8]) -> SecretBytes {
        let half = SecretBytes(count: 16) { half in
            key.withUnsafeBytes { half.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<16])) }
        }
        return hundredfoldHash(half, salt)
    }

    private static func hundredfoldHash(_ first: SecretBytes, _ second: [UInt8]) -> SecretBytes {
        SecretBytes(count: Digest.Algorithm.sha256.byteCount) { sum in
            var digest = Digest(.sha256)
            first.withUnsafeBytes { digest.update($0) }
            second.withUnsafeBytes { digest.update($0) }
            digest.finish(into: sum)
            for _ in 1..<100 { rehash(sum) }
        }
    }

    private static func rehash(_ sum: UnsafeMutableRawBufferPointer) {
        var digest = Digest(.sha256)
        digest.update(UnsafeRawBufferPointer(sum))
        digest.finish(into: sum)
    }
}
