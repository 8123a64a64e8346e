import Pipe

/// Opens the content of one sealed member, and gives its plaintext.
///
/// Version 3: no byte comes out that was not authenticated, and no end that is not the true one. Version 2 and 1: what is
/// not authenticated cannot be trusted; a wrong password and a cut are told, a changed byte only where it shows.
package final class SecureTarReader: ByteSource {
    private let content: any ByteSource
    private var failure: (any Error)?

    /// Bytes that will come out; unknown beforehand in version 1.
    package let plaintextSize: Int64?

    /// - Parameters:
    ///   - source: the member's content as stored, from its first byte.
    ///   - size: bytes of it.
    /// - Throws: `ArchiveDamage`; `CryptographyError`; the source's errors.
    package init(_ source: any ByteSource, size: Int64, secret: SecureTarSecret) throws {
        let header = try SecureTarHeader(parsing: source.bytes(SecureTarHeader.size))
        plaintextSize = header.plaintextSize
        try header.check(size: size)
        switch header.version {
        case .secretStream:
            content = try SecretStreamReader(source, plaintextSize: header.plaintextSize, secret: secret)
        case .blockCipher:
            content = try CBCReader(
                source, offset: Int64(SecureTarHeader.size), size: size, plaintextSize: header.plaintextSize,
                secret: secret)
        }
    }

    /// A member of version 1, which nothing marks: it is known only by the backup being an encrypted one.
    package init(unmarked source: any ByteSource, size: Int64, secret: SecureTarSecret) throws {
        plaintextSize = nil
        content = try CBCReader(source, offset: 0, size: size, plaintextSize: nil, secret: secret)
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        // What failed once gives nothing more.
        if let failure { throw failure }
        do {
            return try content.read(into: buffer)
        } catch {
            failure = error
            throw error
        }
    }
}
