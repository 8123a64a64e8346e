import Glibc
import Pipe
import Synchronization

/// One state of a database in WAL mode, held by a read transaction while other processes go on writing.
///
/// What is read is what SQLite itself would read in that transaction, though SQLite has no call for it. Between two
/// looks at the wal-index that show the same header - M frames in the log, N pages - a read transaction is begun. It
/// then sees just that header, since SQLite adopts the current one, and the header never returns to what it was. Such a
/// transaction holds one of the read locks of sqlite.org/walformat.html, section 2.3.1:
///
/// - Lock 0 is taken only when all M frames have been copied back. While it is held nothing is copied back, so the file
///   is the state and does not change. The log may start anew under us, and is not looked at.
/// - Any other lock bears a mark of at most M. While it is held the log does not start anew, so frames 1...M stay what
///   they are; and no frame beyond the mark is copied back, so a page that is in none of the frames 1...M is not written
///   to in the file.
///
/// Which lock it is does not show, but how many frames were copied back by then does, being looked at within the same
/// header: if all M, the file is complete and, by either lock, frozen. If fewer, the lock is not lock 0, since their
/// number only grows under one header; so each page is its newest frame of 1...M, or else is in the file. Either way the
/// size is N pages, and no lock keeps a writer from writing: only the log grows until the transaction ends.
final class PinnedDatabase: DatabaseReader, Sendable {
    let status: stat
    private let connection: Mutex<SQLiteConnection>
    private let source: WALSource

    private static let attempts = 200

    /// - Parameter status: what `lstat` says of the file.
    /// - Throws: `SQLiteError`, `DatabaseNotPinned`.
    init(_ path: [UInt8], status: stat) throws {
        guard !SQLiteConnection.isOnNetwork(path) else { throw DatabaseNotPinned.network }
        let isQuiet = modified(path + Array("-wal".utf8)) == nil && modified(path + Array("-shm".utf8)) == nil
        // A file with two names may be in use under the other one, with a log of that name.
        guard !isQuiet || status.st_nlink == 1 else { throw DatabaseNotPinned.otherName }
        let connection = try SQLiteConnection(opening: path, mayWrite: true, removesEmptyLog: isQuiet)
        // The first time only opens the log.
        try connection.beginReading()
        connection.endReading()
        source = try Self.pin(connection)
        guard FileIdentity(of: path) == FileIdentity(status) else { throw DatabaseNotPinned.replaced }
        self.status = Self.describe(path, status, size: source.size)
        self.connection = Mutex(connection)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws {
        try connection.withLock { try source.read(into: buffer, at: offset, through: $0) }
    }

    /// Cannot be, unless something outside SQLite's rules has taken the locks away. So it is looked for.
    func flaw() -> String? {
        connection.withLock { connection in
            guard let index = connection.walIndex(), !source.agrees(with: index) else { return nil }
            return "was not held still by its lock; its copy may not be consistent"
        }
    }

    /// Begins a transaction of which the state is known.
    private static func pin(_ connection: borrowing SQLiteConnection) throws -> WALSource {
        for attempt in 0..<attempts {
            let before = connection.walIndex()
            try connection.beginReading()
            if let after = connection.walIndex(), after.header == before?.header {
                return try WALSource(after, through: connection)
            }
            connection.endReading()
            // Somebody commits just now: let him finish, and do not meet him in step.
            usleep(UInt32(attempt % 16) * 250)
        }
        throw DatabaseNotPinned.restless
    }

    /// The file was changed last when its log was.
    private static func describe(_ path: [UInt8], _ status: stat, size: Int64) -> stat {
        var status = status
        status.st_size = Int(size)
        if let logged = modified(path + Array("-wal".utf8)), (logged.tv_sec, logged.tv_nsec) > status.st_mtim.pair {
            status.st_mtim = logged
        }
        return status
    }
}

/// When a file was modified; nil when there is none.
private func modified(_ path: [UInt8]) -> timespec? {
    var status = stat()
    return withPath(path) { lstat($0, &status) } == 0 ? status.st_mtim : nil
}

extension timespec {
    fileprivate var pair: (Int, Int) { (tv_sec, tv_nsec) }
}
