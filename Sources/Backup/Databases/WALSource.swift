/// Where the pages of one state of a database lie: in frames of its log, and else in its file.
struct WALSource: Sendable {
    /// Bytes of the database.
    let size: Int64
    private let pageSize: Int
    private let salts: [UInt8]
    /// Nil when the file alone is the state.
    private let logged: LoggedPages?

    private static let logHeaderSize: Int64 = 32
    private static let frameHeaderSize = 24

    /// - Parameter connection: in a transaction of which `index` is the state.
    /// - Throws: `SQLiteError`; `DatabaseNotPinned`, also when the log is not what the index says, which a transaction that
    ///   is held as thought excludes.
    init(_ index: WALIndex, through connection: borrowing SQLiteConnection) throws {
        pageSize = try Self.pageSize(connection)
        let stored = try connection.size(of: .database)
        size = index.pageCount > 0 ? Int64(index.pageCount) * Int64(pageSize) : stored
        guard size / Int64(pageSize) < UInt32.max else { throw DatabaseNotPinned.damaged }
        salts = Array(index.salts)
        guard index.copiedBack < index.lastFrame else {
            logged = nil
            return
        }
        var pages = LoggedPages()
        for frame in 1...index.lastFrame {
            pages.add(page: try Self.page(in: frame, connection, pageSize, salts), frame: frame)
        }
        pages.finish()
        logged = pages
    }

    /// Fills the buffer from an offset in the database, which must not go beyond its size.
    /// - Throws: `SQLiteError`, `DatabaseNotPinned`.
    func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int64, through connection: borrowing SQLiteConnection
    ) throws {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            done += try readRun(into: rest, at: offset + Int64(done), through: connection)
        }
    }

    /// Whether the log, if it is needed, is still the same.
    func agrees(with index: WALIndex) -> Bool {
        logged == nil || index.salts.elementsEqual(salts)
    }

    /// Reads the rest of a page in the log, or all up to the next one there.
    private func readRun(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int64, through connection: borrowing SQLiteConnection
    ) throws -> Int {
        let (page, skipped) = offset.quotientAndRemainder(dividingBy: Int64(pageSize))
        let (frame, next) = logged?.lookUp(UInt32(page) + 1) ?? (nil, .max)
        guard let frame else {
            let count = min(Int64(buffer.count), (Int64(next) - page - 1) * Int64(pageSize) - skipped)
            let run = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(count)])
            // A file may end before its last pages, which are zeros then, as SQLite has it.
            _ = try connection.read(.database, at: offset, into: run)
            return Int(count)
        }
        let count = min(buffer.count, pageSize - Int(skipped))
        let start = Self.start(of: frame, pageSize) + Int64(Self.frameHeaderSize) + skipped
        _ = try Self.page(in: frame, connection, pageSize, salts)
        guard try connection.read(.log, at: start, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
        else { throw DatabaseNotPinned.foreignLog }
        return count
    }

    /// The number of the page that a frame holds.
    /// - Throws: `SQLiteError`; `DatabaseNotPinned.foreignLog` for a frame of another time.
    private static func page(
        in frame: UInt32, _ connection: borrowing SQLiteConnection, _ pageSize: Int, _ salts: [UInt8]
    ) throws -> UInt32 {
        try withUnsafeTemporaryAllocation(byteCount: frameHeaderSize, alignment: 8) { header in
            guard try connection.read(.log, at: start(of: frame, pageSize), into: header),
                header[8..<16].elementsEqual(salts)
            else { throw DatabaseNotPinned.foreignLog }
            return UInt32(bigEndian: header.load(as: UInt32.self))
        }
    }

    private static func start(of frame: UInt32, _ pageSize: Int) -> Int64 {
        logHeaderSize + Int64(frame - 1) * Int64(pageSize + frameHeaderSize)
    }

    /// It stands in the file's own header and cannot change in WAL mode.
    private static func pageSize(_ connection: borrowing SQLiteConnection) throws -> Int {
        try withUnsafeTemporaryAllocation(byteCount: DatabaseHeader.size, alignment: 8) { bytes in
            guard try connection.read(.database, at: 0, into: bytes), let header = DatabaseHeader(bytes) else {
                throw DatabaseNotPinned.damaged
            }
            return header.pageSize
        }
    }
}
