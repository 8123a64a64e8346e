import CSQLite
import Pipe

/// A connection to a database of which the bytes are read, not the rows: the only place that calls SQLite.
///
/// Bytes are read through SQLite's own files. A second descriptor of this process would be a trap: when it is closed, the
/// POSIX locks that SQLite holds on the same file are gone.
///
/// Any thread may use it, but one at a time: who shares it has to see to that.
struct SQLiteConnection: ~Copyable, @unchecked Sendable {
    enum File {
        case database
        /// The write-ahead log.
        case log
    }

    private let handle: OpaquePointer
    private let removesEmptyLog: Bool

    /// - Parameters:
    ///   - path: raw bytes.
    ///   - mayWrite: whether the write-ahead log's index may be made where it is missing. Content is never written.
    ///   - removesEmptyLog: whether SQLite may remove the log in the end, as it likes to, if it is empty then and nobody
    ///     else uses it. Otherwise it stays as it is: SQLite would write it back into the database before.
    ///   - patience: milliseconds to wait for a lock.
    /// - Throws: `SQLiteError`. Much of what can be wrong is noticed only by `beginReading`.
    init(
        opening path: [UInt8], mayWrite: Bool, removesEmptyLog: Bool = false, patience: Int32 = 1_000
    ) throws(SQLiteError) {
        // Debian's SQLite takes `file:` at the beginning for an address.
        let path = (path.first == UInt8(ascii: "/") ? path : Array("./".utf8) + path) + [0]
        let access = mayWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
        var opened: OpaquePointer?
        let code = path.withUnsafeBufferPointer {
            $0.withMemoryRebound(to: CChar.self) {
                sqlite3_open_v2($0.baseAddress, &opened, access | SQLITE_OPEN_NOMUTEX, nil)
            }
        }
        guard code == SQLITE_OK, let opened else {
            sqlite3_close(opened)
            throw SQLiteError(code: code)
        }
        handle = opened
        self.removesEmptyLog = removesEmptyLog
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, patience)
        setLogKept(true)
    }

    deinit {
        endReading()
        if removesEmptyLog, walIndex()?.lastFrame == 0 { setLogKept(false) }
        sqlite3_close(handle)
    }

    /// Begins a read transaction: from now on the connection sees one state. The schema is not looked at, so that one of
    /// a newer SQLite does not matter.
    /// - Throws: `SQLiteError`; no transaction is left open then.
    func beginReading() throws(SQLiteError) {
        do throws(SQLiteError) {
            try execute("BEGIN")
            try execute("PRAGMA schema_version")
            guard sqlite3_txn_state(handle, "main") == SQLITE_TXN_READ else { throw SQLiteError(code: SQLITE_MISUSE) }
        } catch {
            endReading()
            throw error
        }
    }

    func endReading() {
        try? execute("ROLLBACK")
    }

    private func setLogKept(_ isKept: Bool) {
        _ = drivepipe_sqlite_set(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, isKept ? 1 : 0)
    }

    /// Whether a file lies on a file system that other machines write to as well, of which SQLite does not know: memory
    /// that is shared through a file, as a wal-index is, is not shared with them.
    static func isOnNetwork(_ path: [UInt8]) -> Bool {
        withPath(path) { drivepipe_is_on_network($0) } != 0
    }

    /// The state of the write-ahead log as of now, no transaction's; nil when there is none.
    func walIndex() -> WALIndex? {
        // Without an open log, to ask for its index would be to make one.
        guard pointer(to: .log) != nil, let file = pointer(to: .database) else { return nil }
        var bytes = [UInt8](repeating: 0, count: WALIndex.size)
        return drivepipe_sqlite_copy_wal_index(file, &bytes) == 0 ? nil : WALIndex(bytes)
    }

    /// Bytes of a file on disk.
    func size(of file: File) throws(SQLiteError) -> Int64 {
        var size: sqlite3_int64 = 0
        guard let pointer = pointer(to: file), let measure = pointer.pointee.pMethods.pointee.xFileSize else {
            throw SQLiteError(code: SQLITE_CANTOPEN)
        }
        let code = measure(pointer, &size)
        guard code == SQLITE_OK else { throw SQLiteError(code: code) }
        return size
    }

    /// Fills the buffer from an offset in a file.
    /// - Returns: whether the file went so far; what lies behind its end is zeros.
    func read(_ file: File, at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(SQLiteError) -> Bool {
        guard let pointer = pointer(to: file), let read = pointer.pointee.pMethods.pointee.xRead,
            let count = Int32(exactly: buffer.count)
        else { throw SQLiteError(code: SQLITE_CANTOPEN) }
        let code = read(pointer, buffer.baseAddress, count, offset)
        guard code == SQLITE_OK || code == shortRead else { throw SQLiteError(code: code) }
        return code == SQLITE_OK
    }

    /// `SQLITE_IOERR_SHORT_READ`, a macro too complicated to be imported.
    private let shortRead = SQLITE_IOERR | 2 << 8

    private func pointer(to file: File) -> UnsafeMutablePointer<sqlite3_file>? {
        var pointer: UnsafeMutablePointer<sqlite3_file>?
        let operation = file == .database ? SQLITE_FCNTL_FILE_POINTER : SQLITE_FCNTL_JOURNAL_POINTER
        guard sqlite3_file_control(handle, "main", operation, &pointer) == SQLITE_OK,
            pointer?.pointee.pMethods != nil
        else { return nil }
        return pointer
    }

    private func execute(_ statement: String) throws(SQLiteError) {
        let code = sqlite3_exec(handle, statement, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteError(code: code) }
    }
}

/// Why SQLite could not do something.
struct SQLiteError: Error, Equatable, CustomStringConvertible {
    /// One of sqlite.org/rescode.html, extended.
    let code: Int32

    /// There is a journal that would have to be rolled back first.
    var seesUnfinishedJournal: Bool { code & 0xFF == SQLITE_READONLY }

    /// In SQLite's words.
    var description: String { String(cString: sqlite3_errstr(code)) }
}
