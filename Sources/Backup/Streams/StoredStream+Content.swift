import Archive
import Pipe

extension StoredStream {
    /// The content of a piece, opened.
    /// - Parameters:
    ///   - source: the piece as stored, from its first byte.
    ///   - size: bytes of it.
    /// - Throws: `ArchiveDamage`: `passwordNeeded` without a secret, `wrongPassword`; `CryptographyError`; the source's
    ///   errors.
    func open(_ source: any ByteSource, size: Int64, secret: SecureTarSecret?) throws -> any ByteSource {
        guard isProtected else { return source }
        guard let secret else { throw ArchiveDamage.passwordNeeded }
        return try SecureTarReader(source, size: size, secret: secret)
    }
}
