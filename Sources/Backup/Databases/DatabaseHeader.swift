import Pipe

/// The beginning of a SQLite database file (sqlite.org/fileformat.html, section 1.3).
struct DatabaseHeader: Sendable, Equatable {
    /// Bytes that are needed of it.
    static let size = 28

    /// Bytes, a power of two.
    let pageSize: Int
    /// Whether readers have to look for a write-ahead log.
    let isInWALMode: Bool
    /// Counts the transactions of a database that is not in WAL mode.
    let changeCounter: UInt32

    /// - Returns: nil when it is no database, or cannot be read.
    init?(of file: borrowing FileDescriptor) {
        let header = withUnsafeTemporaryAllocation(byteCount: Self.size, alignment: 8) { bytes in
            (try? file.read(into: bytes)) == Self.size ? DatabaseHeader(bytes) : nil
        }
        guard let header else { return nil }
        self = header
    }

    /// - Returns: nil when it is no database.
    init?(_ bytes: UnsafeMutableRawBufferPointer) {
        guard bytes.count >= Self.size, bytes.starts(with: "SQLite format 3\0".utf8) else { return nil }
        let stored = Int(bytes[16]) << 8 | Int(bytes[17])
        // 65536 has no room in two bytes.
        pageSize = stored == 1 ? 65_536 : stored
        guard pageSize >= 512, pageSize & (pageSize - 1) == 0 else { return nil }
        isInWALMode = bytes[19] == 2
        changeCounter = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt32.self))
    }
}
