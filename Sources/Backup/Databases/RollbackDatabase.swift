import Glibc
import Pipe

/// A database with a rollback journal: it knows no states, so whoever keeps it from changing keeps others from writing.
///
/// A small one is read into memory in the milliseconds of one lock. A larger one is read without a lock, and looked at
/// afterwards: when neither its count of transactions nor its size nor its time has changed, nobody wrote meanwhile.
final class RollbackDatabase: DatabaseReader {
    let status: stat
    private let path: [UInt8]
    private let connection: SQLiteConnection
    private let change: Change
    /// Nil for a larger one.
    private let content: [UInt8]?

    /// Bytes that are read into memory.
    static let mostInMemory: Int64 = 8 << 20

    /// How often a journal that looks unfinished is looked at before it counts as that.
    private static let attempts = 10

    /// What tells one state from another.
    private struct Change: Equatable {
        let identity: FileIdentity
        let counter: UInt32
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
    }

    /// Begins to read it.
    /// - Throws: `SQLiteError`: also for one that a crashed program left in the middle of a transaction.
    init(_ path: [UInt8]) throws {
        self.path = path
        let connection = try SQLiteConnection(opening: path, mayWrite: false)
        (status, change, content) = try Self.locked(connection) { () throws in
            let (status, change) = try Self.look(path, connection)
            return (status, change, try change.size > Self.mostInMemory ? nil : Self.read(connection, change.size))
        }
        self.connection = connection
    }

    /// The attributes that it has between two transactions.
    /// - Throws: `SQLiteError`.
    static func status(of path: [UInt8]) throws -> stat {
        let connection = try SQLiteConnection(opening: path, mayWrite: false)
        return try locked(connection) { () throws in try look(path, connection).0 }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws {
        if let content {
            buffer.copyBytes(from: content[Int(offset)..<Int(offset) + buffer.count])
        } else {
            _ = try connection.read(.database, at: offset, into: buffer)
        }
    }

    func flaw() -> String? {
        guard content == nil else { return nil }
        let now = try? Self.locked(connection) { () throws in try Self.look(path, connection).1 }
        return now == change ? nil : "was written to while it was read; its copy may not be consistent"
    }

    /// Nobody writes meanwhile.
    private static func locked<Result>(
        _ connection: borrowing SQLiteConnection, _ body: () throws -> Result
    ) throws -> Result {
        try beginReading(connection)
        defer { connection.endReading() }
        return try body()
    }

    /// For a moment a journal that somebody is about to write looks like one that a crash has left, which only a writer
    /// could roll back.
    private static func beginReading(_ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        for _ in 1..<attempts {
            do throws(SQLiteError) {
                return try connection.beginReading()
            } catch {
                guard error.seesUnfinishedJournal else { throw error }
                usleep(20_000)
            }
        }
        try connection.beginReading()
    }

    private static func look(_ path: [UInt8], _ connection: borrowing SQLiteConnection) throws -> (stat, Change) {
        var status = stat()
        guard withPath(path, { lstat($0, &status) }) == 0 else { throw SystemError.last }
        let header = try withUnsafeTemporaryAllocation(byteCount: DatabaseHeader.size, alignment: 8) { bytes in
            _ = try connection.read(.database, at: 0, into: bytes)
            return DatabaseHeader(bytes)
        }
        guard let header, !header.isInWALMode, connection.walIndex() == nil else { throw DatabaseNotPinned.replaced }
        let change = Change(
            identity: FileIdentity(status), counter: header.changeCounter, size: Int64(status.st_size),
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
        return (status, change)
    }

    private static func read(_ connection: borrowing SQLiteConnection, _ size: Int64) throws -> [UInt8] {
        var content = [UInt8](repeating: 0, count: Int(size))
        try content.withUnsafeMutableBytes { _ = try connection.read(.database, at: 0, into: $0) }
        return content
    }
}
