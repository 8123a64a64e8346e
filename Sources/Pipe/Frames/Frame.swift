/// The frames in which a producer hands a backup over: version 1 of the contract in `docs/PIPE.md`.
///
/// A frame is its length as a signed 32-bit number, most significant byte first, and that many bytes. A length of 0 ends
/// the stream as a whole, -1 says that it never will be one; neither is followed by bytes.
package enum Frame {
    /// Bytes of a length.
    package static let lengthSize = 4
    /// The most bytes in one frame. It costs the reader no memory; it is what tells frames from anything else: text, gzip,
    /// zip and a dump of a database read as a length are all beyond it, so that a program that writes without frames is
    /// found out by its first four bytes.
    package static let maximum: Int32 = 16 << 20
    /// The length that says: this was everything.
    package static let done: Int32 = 0
    /// The length that says: the producer gave up.
    package static let cancelled: Int32 = -1
}
