import Glibc
import Pipe

extension Databases {
    /// Whether another process works with a database, or was killed when it did: with a write-ahead log everybody who
    /// has it open bears a lock, with a rollback journal only who reads or writes just now.
    ///
    /// Opens the file: not to be asked of one that is held.
    static func isInUse(_ path: [UInt8]) -> Bool {
        var journal = stat()
        let hasJournal = withPath(path + Array("-journal".utf8)) { lstat($0, &journal) } == 0 && journal.st_size > 0
        return hasJournal || isLocked(path)
    }

    private static func isLocked(_ path: [UInt8]) -> Bool {
        guard let file = try? FileDescriptor(reading: path) else { return false }
        // Where SQLite has its locks in every file: sqlite.org/fileformat.html, section 1.3.12.
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = 0x4000_0000
        lock.l_len = 512
        return fcntl(file.number, F_GETLK, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
    }
}
