import Cryptography
import Pipe

/// One member of the outer archive on its way into it: sealed if there are keys, and digested as it is stored.
package final class MemberWriter<Sink: ByteSink & ~Copyable>: ByteSink {
    private let content: StoredContent<Sink>
    private let keys: SecureTarKeys?
    private var seal: SecureTarWriter<StoredContent<Sink>>?
    private var name: [UInt8] = []

    /// Bytes that the member takes in the archive; 0 until it begins.
    package private(set) var storedSize: Int64 = 0

    /// - Parameter keys: nil to store the member as it is.
    package init(into archive: TarWriter<Sink>, keys: SecureTarKeys?) {
        content = StoredContent(archive)
        self.keys = keys
    }

    /// Writes the header.
    /// - Parameter entry: with the size of the content before it is sealed.
    package func begin(_ entry: TarEntry) throws {
        var stored = entry
        if keys != nil { stored.size = SecureTar.sealedSize(of: entry.size) }
        name = entry.path
        storedSize = stored.size
        try content.archive.begin(stored)
        // After the member's header, since it writes one of its own.
        if let keys { seal = try SecureTarWriter(keys, plaintextSize: entry.size, into: content) }
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        if let seal { try seal.write(bytes) } else { try content.write(bytes) }
    }

    /// Content that is nothing but zeros, `count` bytes of it.
    package func write(zeros count: Int64) throws {
        try eachPiece(ofZeros: count) { try write($0) }
    }

    /// Ends the member, which must have got all its bytes.
    /// - Parameter tarBytes: of the inner tar that it holds.
    package func finish(tarBytes: Int64) throws -> StoredMember {
        try seal?.finish()
        return StoredMember(
            name: String(decoding: name, as: UTF8.self), size: storedSize, tarBytes: tarBytes,
            sha256: content.takeDigest())
    }
}

/// The last stage before the archive.
final class StoredContent<Sink: ByteSink & ~Copyable>: ByteSink {
    let archive: TarWriter<Sink>
    private var digest = Digest(.sha256)

    init(_ archive: TarWriter<Sink>) {
        self.archive = archive
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        digest.update(bytes)
        try archive.write(bytes)
    }

    func takeDigest() -> String {
        var taken = Digest(.sha256)
        swap(&taken, &digest)
        return taken.finish()
    }
}
