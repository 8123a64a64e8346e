import Cryptography
import Pipe

/// Seals the content of one member (SecureTar version 3) on its way into a sink.
///
/// The header promises the size of the plaintext; exactly that many bytes must follow. Takes up to 2 MiB, once.
package final class SecureTarWriter<Sink: ByteSink & ~Copyable>: ByteSink {
    private var sink: Sink?
    private var sealer: SecretStreamSealer
    private let chunk: UnsafeMutableRawBufferPointer
    private let sealed: UnsafeMutableRawBufferPointer
    private var filled = 0

    /// Bytes that still have to come.
    package private(set) var bytesMissing: Int64

    /// Writes the header.
    /// - Parameters:
    ///   - plaintextSize: bytes that will be written.
    ///   - sink: takes `SecureTar.sealedSize(of: plaintextSize)` bytes.
    /// - Throws: the sink's errors.
    package convenience init(_ keys: SecureTarKeys, plaintextSize: Int64, into sink: consuming Sink) throws {
        let salt = randomBytes(SecureTar.saltSize)
        let sealer = SecretStreamSealer(key: keys.streamKey(salt: salt))
        let block = keys.keyBlock(streamSalt: salt, streamHeader: sealer.header)
        try self.init(sealer, block, plaintextSize: plaintextSize, into: sink)
    }

    /// With a key that may be known, as published examples have it.
    init(
        _ sealer: consuming SecretStreamSealer, _ block: SecureTarKeyBlock, plaintextSize: Int64,
        into sink: consuming Sink
    ) throws {
        let header = SecureTarHeader(version: .secretStream, plaintextSize: plaintextSize).bytes + block.bytes
        try header.withUnsafeBytes { try sink.write($0) }
        let capacity = Int(max(1, min(plaintextSize, Int64(SecureTar.chunkSize))))
        self.sink = consume sink
        self.sealer = sealer
        bytesMissing = plaintextSize
        chunk = .allocate(byteCount: capacity, alignment: 64)
        sealed = .allocate(byteCount: capacity + SecretStreamSealer.overhead, alignment: 64)
    }

    deinit {
        chunk.deallocate()
        sealed.deallocate()
    }

    /// More plaintext.
    /// - Throws: `TarError.memberTooLong` when this is more than was promised; the sink's errors.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard Int64(bytes.count) <= bytesMissing else { throw TarError.memberTooLong }
        var rest = bytes
        while !rest.isEmpty {
            rest = append(rest)
            // The last chunk waits for `finish`, full or not: it is sealed as the last.
            if filled == chunk.count, bytesMissing > 0 { try flush(isFinal: false) }
        }
    }

    /// Seals the last chunk, without which nobody takes the member as whole.
    /// - Returns: the sink.
    /// - Throws: `TarError.memberIncomplete`, `TarError.finished`; the sink's errors.
    @discardableResult
    package func finish() throws -> Sink {
        guard bytesMissing == 0 else { throw TarError.memberIncomplete(missing: bytesMissing) }
        try flush(isFinal: true)
        guard let sink = sink.take() else { throw TarError.finished }
        return sink
    }

    /// Takes as many bytes as the chunk has room for; returns the others.
    private func append(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let count = min(bytes.count, chunk.count - filled)
        UnsafeMutableRawBufferPointer(rebasing: chunk[filled...]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        filled += count
        bytesMissing -= Int64(count)
        return UnsafeRawBufferPointer(rebasing: bytes[count...])
    }

    private func flush(isFinal: Bool) throws {
        if sink == nil { throw TarError.finished }
        let plain = UnsafeRawBufferPointer(rebasing: chunk[..<filled])
        let count = sealer.seal(plain, isFinal: isFinal, into: sealed)
        filled = 0
        try sink?.write(UnsafeRawBufferPointer(rebasing: sealed[..<count]))
    }
}
