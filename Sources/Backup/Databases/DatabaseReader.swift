import Glibc

/// The bytes of a database as they go into a backup.
protocol DatabaseReader {
    /// The attributes of the file; its size is the number of bytes that there are to read.
    var status: stat { get }

    /// Fills the buffer, which must not go beyond the size.
    /// - Throws: `SQLiteError`.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws

    /// To be called when all was read.
    /// - Returns: why what was read may not fit together; nil when it is one state of the database.
    func flaw() -> String?
}

extension DatabaseReader {
    var size: Int64 { Int64(status.st_size) }
}
