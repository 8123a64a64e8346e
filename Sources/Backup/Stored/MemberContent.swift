import Archive
import Pipe

/// The content of a member of a backup, opened as the inner tar that it is: what it is wrapped in shows in its first
/// bytes, whatever its name or the manifest say.
package struct MemberContent {
    package let isEncrypted: Bool
    package let isCompressed: Bool
    /// The bytes of the inner tar. At their end, checksums and authentication of the whole member were right.
    package let tar: any ByteSource

    /// - Parameters:
    ///   - source: the member's content as stored, from its first byte.
    ///   - size: bytes of it.
    ///   - secret: the password's, if there is one.
    ///   - isProtected: the manifest calls it encrypted, which is all that tells the oldest kind of encryption.
    /// - Throws: `ArchiveDamage`: `passwordNeeded` without a secret, `wrongPassword`; `CryptographyError`; the source's
    ///   errors.
    package init(_ source: any ByteSource, size: Int64, secret: SecureTarSecret?, isProtected: Bool = false) throws {
        let stored = try PeekedSource(source, count: TarHeader.blockSize)
        isEncrypted = SecureTar.isSealed(stored.start) || (isProtected && !InnerTar.beginsLikeOne(stored.start))
        let plain = isEncrypted ? try Self.decrypt(stored, size: size, secret: secret) : stored
        isCompressed = InnerTar.isGzip(plain.start)
        guard InnerTar.beginsLikeOne(plain.start) else {
            throw ArchiveDamage.badHeader(offset: 0, reason: "it is neither gzip nor a tar archive")
        }
        tar = isCompressed ? GzipReader(plain) : plain
    }

    private static func decrypt(
        _ stored: PeekedSource, size: Int64, secret: SecureTarSecret?
    ) throws -> PeekedSource {
        guard let secret else {
            if SecureTar.isSealed(stored.start) { try SecureTarHeader(parsing: stored.start).check(size: size) }
            throw ArchiveDamage.passwordNeeded
        }
        let reader =
            SecureTar.isSealed(stored.start)
            ? try SecureTarReader(stored, size: size, secret: secret)
            : try SecureTarReader(unmarked: stored, size: size, secret: secret)
        return try PeekedSource(reader, count: TarHeader.blockSize)
    }
}
