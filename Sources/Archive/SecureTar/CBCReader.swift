import Cryptography
import Pipe

/// Decrypts a member of SecureTar version 1 or 2: a salt, then AES-128-CBC with padding.
///
/// Nothing in it tells a wrong password but what comes out, which must begin as an inner tar does.
final class CBCReader: ByteSource {
    private static let pieceSize = 64 * 1024

    private let source: any ByteSource
    private var decryptor: CBCDecryptor
    private let plaintextSize: Int64?
    private let size: Int64
    /// In the member: of the next bytes to decrypt.
    private var offset: Int64
    private let input: UnsafeMutableRawBufferPointer
    private let piece: UnsafeMutableRawBufferPointer
    /// Where the decrypted bytes are in `piece` that were not taken yet.
    private var pending = 0..<0
    private var decrypted: Int64 = 0
    private var isRecognised = false

    /// - Parameters:
    ///   - source: the member's content from the salt on.
    ///   - offset: where that is in the member.
    ///   - size: bytes of the whole member.
    ///   - plaintextSize: bytes, if known.
    init(
        _ source: any ByteSource, offset: Int64, size: Int64, plaintextSize: Int64?, secret: SecureTarSecret
    ) throws {
        let salt = try source.bytes(SecureTar.saltSize)
        let start = offset + Int64(salt.count)
        guard salt.count == SecureTar.saltSize else { throw ArchiveDamage.cut(offset: start) }
        // Whole blocks, and one at least: the padding is never missing.
        guard size > start, (size - start) % Int64(CBCDecryptor.blockSize) == 0 else {
            throw ArchiveDamage.cut(offset: size)
        }
        decryptor = try secret.decryptor(salt: salt)
        self.source = source
        self.plaintextSize = plaintextSize
        self.size = size
        self.offset = start
        // Last: what throws before leaves no memory behind.
        input = .allocate(byteCount: Self.pieceSize, alignment: 64)
        piece = .allocate(byteCount: Self.pieceSize + CBCDecryptor.blockSize, alignment: 64)
    }

    deinit {
        input.deallocate()
        piece.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while pending.isEmpty {
            if offset == size { return 0 }
            try decryptNext()
        }
        let taken = pending.prefix(buffer.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: piece[taken]))
        pending = taken.endIndex..<pending.endIndex
        return taken.count
    }

    private func decryptNext() throws {
        let bytes = try fetch()
        let certain = decryptor.update(bytes, into: piece)
        let isLast = offset == size
        let last = isLast ? decryptor.finish(into: UnsafeMutableRawBufferPointer(rebasing: piece[certain...])) : 0
        let count = certain + (last ?? 0)
        try recognise(UnsafeRawBufferPointer(rebasing: piece[..<count]), isPadded: last != nil)
        decrypted += Int64(count)
        guard last != nil, !isLast || decrypted == plaintextSize ?? decrypted else {
            throw ArchiveDamage.tampered(offset: size - Int64(CBCDecryptor.blockSize))
        }
        if isLast { try source.requireEnd(at: size) }
        pending = 0..<count
    }

    private func fetch() throws -> UnsafeRawBufferPointer {
        let count = Int(min(size - offset, Int64(Self.pieceSize)))
        let bytes = UnsafeMutableRawBufferPointer(rebasing: input[..<count])
        let came = try source.fill(bytes)
        offset += Int64(came)
        guard came == count else { throw ArchiveDamage.cut(offset: offset) }
        return UnsafeRawBufferPointer(bytes)
    }

    /// Judges the first piece. One that is empty is right if its padding is.
    private func recognise(_ start: UnsafeRawBufferPointer, isPadded: Bool) throws {
        guard !isRecognised else { return }
        guard InnerTar.beginsLikeOne(start) || (start.isEmpty && isPadded) else { throw ArchiveDamage.wrongPassword }
        isRecognised = true
    }
}
