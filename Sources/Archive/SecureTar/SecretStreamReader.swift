import Cryptography
import Pipe

/// Opens the chunks of a member of SecureTar version 3, one at a time. Takes up to 2 MiB, once.
final class SecretStreamReader: ByteSource {
    private let source: any ByteSource
    private var opener: SecretStreamOpener
    private let sealed: UnsafeMutableRawBufferPointer
    private let chunk: UnsafeMutableRawBufferPointer
    /// Where the opened bytes are in `chunk` that were not taken yet.
    private var pending = 0..<0
    /// Plaintext that was not opened yet.
    private var left: Int64
    /// Of the next chunk, in the member.
    private var offset = Int64(SecureTarHeader.size + SecureTarKeyBlock.size)
    private var isFinished = false

    /// - Parameters:
    ///   - source: the member's content behind the header.
    ///   - plaintextSize: bytes, checked against the member's size.
    init(_ source: any ByteSource, plaintextSize: Int64, secret: SecureTarSecret) throws {
        let block = try SecureTarKeyBlock(parsing: source.bytes(SecureTarKeyBlock.size))
        opener = SecretStreamOpener(key: try secret.streamKey(block), header: block.streamHeader)
        self.source = source
        left = plaintextSize
        let capacity = Int(max(1, min(plaintextSize, Int64(SecureTar.chunkSize))))
        sealed = .allocate(byteCount: capacity + SecretStreamSealer.overhead, alignment: 64)
        chunk = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit {
        sealed.deallocate()
        chunk.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while pending.isEmpty {
            if isFinished { return 0 }
            try openNext()
        }
        let taken = pending.prefix(buffer.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: chunk[taken]))
        pending = taken.endIndex..<pending.endIndex
        return taken.count
    }

    private func openNext() throws {
        let count = Int(min(left, Int64(SecureTar.chunkSize)))
        let isFinal = Int64(count) == left
        let input = try fetch(count + SecretStreamSealer.overhead)
        guard opener.open(input, isFinal: isFinal, into: chunk) else { throw ArchiveDamage.tampered(offset: offset) }
        offset += Int64(input.count)
        left -= Int64(count)
        if isFinal { try source.requireEnd(at: offset) }
        isFinished = isFinal
        pending = 0..<count
    }

    private func fetch(_ count: Int) throws -> UnsafeRawBufferPointer {
        let input = UnsafeMutableRawBufferPointer(rebasing: sealed[..<count])
        let came = try source.fill(input)
        guard came == count else { throw ArchiveDamage.cut(offset: offset + Int64(came)) }
        return UnsafeRawBufferPointer(input)
    }
}
