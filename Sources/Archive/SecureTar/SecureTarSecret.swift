import Cryptography

/// The password with which one backup is read, and the keys that came from it. For one thread.
package final class SecureTarSecret {
    private let password: SecretBytes
    // One is enough: the members of a backup share it, and a hostile one cannot make the memory grow.
    private var root: (salt: [UInt8], key: SecretBytes)?
    private lazy var legacyKey = SecureTar.legacyKey(password)

    package init(password: String) {
        self.password = SecretBytes(password)
    }

    /// The key of a member of version 3.
    /// - Throws: `ArchiveDamage.wrongPassword`, `ArchiveDamage.passwordNeeded`; `CryptographyError.outOfMemory`.
    func streamKey(_ block: SecureTarKeyBlock) throws -> SecretBytes {
        let root = try rootKey(salt: block.rootSalt)
        guard SecureTar.key(below: root, salt: block.validationSalt).matches(block.validationKey) else {
            throw ArchiveDamage.wrongPassword
        }
        return SecureTar.key(below: root, salt: block.streamSalt)
    }

    /// What decrypts a member of version 1 or 2.
    func decryptor(salt: [UInt8]) throws -> CBCDecryptor {
        try requirePassword()
        return CBCDecryptor(key: legacyKey, vector: SecureTar.legacyVector(key: legacyKey, salt: salt))
    }

    private func rootKey(salt: [UInt8]) throws -> SecretBytes {
        if let root, root.salt == salt { return root.key }
        try requirePassword()
        let key = try SecureTar.rootKey(password, salt: salt)
        root = (salt, key)
        return key
    }

    private func requirePassword() throws {
        guard password.count > 0 else { throw ArchiveDamage.passwordNeeded }
    }
}
