/// The first 32 bytes of a sealed member: magic (9), version (1), zeros (6), size of the plaintext (8, big endian),
/// zeros (8).
package struct SecureTarHeader: Equatable {
    enum Version: UInt8 {
        /// AES-128-CBC.
        case blockCipher = 2
        /// XChaCha20-Poly1305 in chunks.
        case secretStream = 3
    }

    /// Bytes of it.
    package static let size = 32

    let version: Version
    /// Bytes, not negative; what the member says, which may be a lie.
    package let plaintextSize: Int64

    init(version: Version, plaintextSize: Int64) {
        self.version = version
        self.plaintextSize = plaintextSize
    }

    /// - Parameter bytes: how a member begins; `size` bytes of it count.
    /// - Throws: `ArchiveDamage`.
    package init(parsing bytes: [UInt8]) throws {
        guard bytes.count >= Self.size else { throw ArchiveDamage.cut(offset: Int64(bytes.count)) }
        guard SecureTar.isSealed(bytes) else {
            throw ArchiveDamage.badHeader(offset: 0, reason: "it does not begin as encrypted content does")
        }
        guard let version = Version(rawValue: bytes[9]) else {
            throw ArchiveDamage.unsupported("encryption of version \(bytes[9])")
        }
        try Self.requireZeros(bytes, 10..<16)
        // Readers ignore them in version 2.
        if version == .secretStream { try Self.requireZeros(bytes, 24..<32) }
        let declared = bytes[16..<24].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let plaintextSize = Int64(exactly: declared) else {
            throw ArchiveDamage.badHeader(offset: 16, reason: "its size is \(declared) bytes")
        }
        self.init(version: version, plaintextSize: plaintextSize)
    }

    var bytes: [UInt8] {
        let size = UInt64(bitPattern: plaintextSize)
        let sizeBytes = (0..<8).map { UInt8(truncatingIfNeeded: size >> (56 - 8 * UInt64($0))) }
        let zeros = [UInt8](repeating: 0, count: 8)
        return SecureTar.magic + [version.rawValue] + zeros.prefix(6) + sizeBytes + zeros
    }

    /// The size in bytes of the whole member.
    var sealedSize: Int64 {
        switch version {
        case .blockCipher: SecureTar.sealedSizeOfVersion2(of: plaintextSize)
        case .secretStream: SecureTar.sealedSize(of: plaintextSize)
        }
    }

    /// Demands that the member has exactly the size that follows from its plaintext's.
    /// - Parameter size: bytes of the member.
    /// - Throws: `ArchiveDamage`.
    package func check(size: Int64) throws {
        guard size >= sealedSize else { throw ArchiveDamage.cut(offset: size) }
        guard size == sealedSize else {
            throw ArchiveDamage.unexpectedData(
                offset: sealedSize, reason: "the member is larger than its content says")
        }
    }

    private static func requireZeros(_ bytes: [UInt8], _ range: Range<Int>) throws {
        guard let offset = range.first(where: { bytes[$0] != 0 }) else { return }
        throw ArchiveDamage.badHeader(offset: Int64(offset), reason: "reserved bytes are in use")
    }
}
