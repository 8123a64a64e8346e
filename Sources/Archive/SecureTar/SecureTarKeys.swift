import Cryptography

/// The keys with which one backup is written, all of its members with one root key: Home Assistant's reader derives it
/// for the first member it opens, and keeps it for the others.
package struct SecureTarKeys: Sendable {
    private let root: SecretBytes
    private let rootSalt: [UInt8]
    private let validationSalt: [UInt8]

    /// Takes 16 MiB and some tens of milliseconds, for this moment.
    /// - Throws: `CryptographyError`, also for an empty password.
    package init(password: String) throws {
        try self.init(
            password: password, rootSalt: randomBytes(SecureTar.saltSize),
            validationSalt: randomBytes(SecureTar.saltSize))
    }

    init(password: String, rootSalt: [UInt8], validationSalt: [UInt8]) throws {
        root = try SecureTar.rootKey(SecretBytes(password), salt: rootSalt)
        self.rootSalt = rootSalt
        self.validationSalt = validationSalt
    }

    /// The key of one member.
    func streamKey(salt: [UInt8]) -> SecretBytes {
        SecureTar.key(below: root, salt: salt)
    }

    func keyBlock(streamSalt: [UInt8], streamHeader: [UInt8]) -> SecureTarKeyBlock {
        SecureTarKeyBlock(
            rootSalt: rootSalt, validationSalt: validationSalt,
            validationKey: SecureTar.key(below: root, salt: validationSalt).withUnsafeBytes(Array.init),
            streamSalt: streamSalt, streamHeader: streamHeader)
    }
}
