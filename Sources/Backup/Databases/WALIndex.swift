/// The head of a wal-index: what all connections of a database in WAL mode agree on (sqlite.org/walformat.html,
/// section 2.1), as copied at one moment.
struct WALIndex: Sendable, Equatable {
    /// Bytes that are needed of it: two copies of the header, and how far checkpoints got.
    static let size = 100
    private static let headerSize = 48

    /// Equal headers are the same state: each transaction counts in it.
    let header: [UInt8]
    /// Frames of the log that are in the database file as well.
    let copiedBack: UInt32

    /// - Returns: nil while the header is being changed, or when it was never written.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        header = Array(bytes[..<Self.headerSize])
        guard header.elementsEqual(bytes[Self.headerSize..<2 * Self.headerSize]), header[12] == 1 else { return nil }
        copiedBack = Self.word(bytes, at: 96)
    }

    /// Frames in the log up to the last commit.
    var lastFrame: UInt32 { Self.word(header, at: 16) }

    /// Pages of the database; 0 when only the file's size tells.
    var pageCount: UInt32 { Self.word(header, at: 20) }

    /// As they stand in every frame of the log.
    var salts: ArraySlice<UInt8> { header[32..<40] }

    /// The index is in the byte order of the machine.
    private static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    }
}
