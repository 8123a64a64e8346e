/// The arithmetic of a gzip member whose size was promised before its bytes were known.
///
/// The member has room for `size` bytes in all, header and trailer included. Whatever is written, enough must stay for
/// the closing: a final stored block (5 bytes) and the trailer (8 bytes). What is left over at the end is filled with
/// zeros in stored deflate blocks, which a reader sees as more zero blocks behind the end of the tar archive.
package struct SizeReservation: Sendable, Equatable {
    /// Bytes a final empty stored block and the gzip trailer take.
    static let closing: Int64 = 5 + 8
    /// The most content a stored deflate block holds.
    static let storedLimit: Int64 = 65_535

    package let size: Int64
    package private(set) var left: Int64

    package init(size: Int64) {
        self.size = size
        left = size
    }

    /// What `count` bytes take when they are stored in deflate blocks instead of compressed.
    package static func storedSize(of count: Int64) -> Int64 {
        count + 5 * ((count + storedLimit - 1) / storedLimit)
    }

    /// The size that can never be too small for a tar of `tarSize` bytes.
    package static func ceiling(forTar tarSize: Int64) -> Int64 {
        Int64(GzipFormat.header.count) + storedSize(of: tarSize) + closing
    }

    /// Whether so many bytes more leave enough for the closing.
    package func fits(_ count: Int) -> Bool {
        left - Int64(count) >= Self.closing
    }

    /// Whether the reserve pays for storing all that is still to come, besides some bytes that are packed already: then
    /// compressing it would only make filler.
    package func coversStoring(_ rest: Int64, besides packed: Int64 = 0) -> Bool {
        left - Self.closing - packed >= Self.storedSize(of: rest)
    }

    /// So many bytes were written.
    package mutating func spend(_ count: Int) {
        left -= Int64(count)
    }

    /// The length of the next stored block of zeros so that the last one ends exactly 8 bytes before the end.
    /// - Returns: bytes of zeros and whether this is the final block.
    func nextFiller() -> (count: Int64, isFinal: Bool) {
        let room = left - 8
        if room <= Self.storedLimit + 5 { return (room - 5, true) }
        // Never leave less than the five bytes that the final block's own header takes.
        return (room - (Self.storedLimit + 5) >= 5 ? Self.storedLimit : Self.storedLimit - 5, false)
    }
}
