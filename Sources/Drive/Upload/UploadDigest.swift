import Cryptography

/// The MD5 of an upload, which follows what leaves: each piece is digested while the network has it, out of the memory it
/// was sent from. Offsets are those of the file.
final class UploadDigest {
    private var digest = Digest(.md5)
    /// Everything below this offset is in it.
    private var end: Int64 = 0

    /// Goes on to an offset; what is sent again is not digested again.
    /// - Parameters:
    ///   - bytes: of the file from `start` on, with none left out before it.
    ///   - offset: no further than they reach.
    func follow(_ bytes: UnsafeRawBufferPointer, from start: Int64, upTo offset: Int64) {
        guard offset > end, start <= end, offset - start <= Int64(bytes.count) else { return }
        digest.update(UnsafeRawBufferPointer(rebasing: bytes[Int(end - start)..<Int(offset - start)]))
        end = offset
    }

    /// - Returns: the checksum in lower-case hexadecimal, once.
    func finish() -> String {
        var whole = Digest(.md5)
        swap(&whole, &digest)
        return whole.finish()
    }
}
