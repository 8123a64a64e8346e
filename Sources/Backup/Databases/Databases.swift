import Glibc
import Pipe
import Synchronization

/// The SQLite databases of one backup, over all its folders.
///
/// Found by which file it is, not by its name: while SQLite has a file open in this process, nothing else may open it,
/// because the locks of SQLite would be lost with the other descriptor (POSIX has it so). So whoever wants to open a file
/// of the source asks here first. Two backups of one folder in one process at a time would break that rule.
package final class Databases: Sendable {
    private struct Known {
        let path: [UInt8]
        let isInWALMode: Bool
        let status: stat
        var pinned: PinnedDatabase?
        /// Entries that are still to be written.
        var uses: Int

        func isBelow(_ root: [UInt8]) -> Bool { path.starts(with: root + [UInt8(ascii: "/")]) }

        /// Bytes of tar beyond the plan, padding and a longer header included.
        var growth: Int64 {
            guard let pinned, pinned.size > Int64(status.st_size) else { return 0 }
            return pinned.size - Int64(status.st_size) + 2_048
        }
    }

    private struct State {
        var known: [FileIdentity: Known] = [:]
        /// All their names, also where another file has taken one since.
        var names: [[UInt8]: FileIdentity] = [:]
        var pinCount = 0
    }

    private let state = Mutex(State())

    /// Each takes three descriptors.
    private static let mostPins = 64

    package init() {}

    /// The attributes with which a database was planned already under this or another name.
    func plannedStatus(of path: [UInt8], _ identity: FileIdentity) -> stat? {
        state.withLock { state in
            guard let known = state.known[identity] else { return nil }
            state.known[identity]?.uses += 1
            state.names[path] = identity
            return known.status
        }
    }

    /// Takes a database into the backup, as one state where it is in WAL mode.
    /// - Parameter status: what `lstat` says of it.
    /// - Returns: the attributes to plan with.
    /// - Throws: `SQLiteError`, `DatabaseNotPinned`, `SystemError`.
    func plan(_ path: [UInt8], _ header: DatabaseHeader, _ status: stat) throws -> stat {
        let pinned = header.isInWALMode ? try pin(path, status) : nil
        let planned = try pinned?.status ?? RollbackDatabase.status(of: path)
        let identity = FileIdentity(status)
        state.withLock { state in
            state.known[identity] = Known(
                path: path, isInWALMode: header.isInWALMode, status: planned, pinned: pinned, uses: 1)
            state.names[path] = identity
        }
        return planned
    }

    /// Whether a file is the log, index or journal of a database that is in the backup as one state: to be left out, as
    /// it would make another state of it when it is opened.
    func owns(_ path: [UInt8]) -> Bool {
        for ending in ["-wal", "-shm", "-journal"] where path.reversed().starts(with: ending.utf8.reversed()) {
            return state.withLock { $0.names[path.dropLast(ending.utf8.count)] != nil }
        }
        return false
    }

    /// The attributes of the file that stands for a database's write-ahead log in the backup; nil for any other file.
    ///
    /// It is empty, since the copy of the database has all that is in the log, and it is there because Home Assistant Core
    /// restores a database alone only together with its log.
    func emptyLog(_ path: [UInt8]) -> stat? {
        let ending = Array("-wal".utf8)
        guard path.suffix(ending.count).elementsEqual(ending) else { return nil }
        let database = Array(path.dropLast(ending.count))
        let isPlanned = state.withLock { state in
            state.names[database].flatMap { state.known[$0] }?.isInWALMode == true
        }
        var status = stat()
        guard isPlanned, withPath(database, { lstat($0, &status) }) == 0 else { return nil }
        status.st_size = 0
        return status
    }

    /// The database at a path while it is held.
    func held(_ path: [UInt8]) -> PinnedDatabase? {
        guard let identity = identity(path) else { return nil }
        return state.withLock { $0.known[identity]?.pinned }
    }

    /// What to read a planned database through; nil for any other file. One that was let go of is held again.
    /// - Throws: `SQLiteError`, `DatabaseNotPinned`, `SystemError`.
    func reader(of path: [UInt8]) throws -> (any DatabaseReader)? {
        if let pinned = held(path) { return pinned }
        // By its name only: what is not held may be gone, and its number be that of another file by now.
        let planned = state.withLock { state in state.names[path].flatMap { ($0, state.known[$0]) } }
        guard let (identity, known) = planned, let known else { return nil }
        guard known.isInWALMode else { return try RollbackDatabase(path) }
        var status = stat()
        guard withPath(known.path, { lstat($0, &status) }) == 0 else { throw SystemError.last }
        let pinned = try pin(known.path, status)
        state.withLock { $0.known[identity]?.pinned = pinned }
        return pinned
    }

    /// Lets go of a database when no other entry needs it.
    func release(_ path: [UInt8]) {
        guard let identity = identity(path) else { return }
        // Closed outside the lock.
        _ = state.withLock { state -> PinnedDatabase? in
            guard let known = state.known[identity] else { return nil }
            state.known[identity]?.uses = known.uses - 1
            guard known.uses <= 1, let pinned = known.pinned else { return nil }
            state.known[identity]?.pinned = nil
            state.pinCount -= 1
            return pinned
        }
    }

    /// Holds the databases of a folder again that were let go of. One that cannot be held is told when it is read.
    func holdAgain(below root: [UInt8]) {
        let released = state.withLock { state in
            state.known.filter { $0.value.isBelow(root) && $0.value.isInWALMode && $0.value.pinned == nil }
        }
        for (identity, known) in released {
            guard (try? reader(of: known.path)) != nil else { continue }
            state.withLock { $0.known[identity]?.uses = 1 }
        }
    }

    /// Bytes of tar by which databases of a folder that are held again have outgrown what was planned.
    func growth(below root: [UInt8]) -> Int64 {
        state.withLock { $0.known.values.reduce(0) { $0 + ($1.isBelow(root) ? $1.growth : 0) } }
    }

    private func identity(_ path: [UInt8]) -> FileIdentity? {
        let (areNone, planned) = state.withLock { ($0.known.isEmpty, $0.names[path]) }
        return areNone ? nil : planned ?? FileIdentity(of: path)
    }

    private func pin(_ path: [UInt8], _ status: stat) throws -> PinnedDatabase {
        guard state.withLock({ $0.pinCount < Self.mostPins }) else { throw DatabaseNotPinned.tooMany }
        let pinned = try PinnedDatabase(path, status: status)
        state.withLock { $0.pinCount += 1 }
        return pinned
    }
}
