import Archive
import Pipe

extension TreeArchiver {
    /// Writes a database as one state, and lets go of it; in place of its log an empty one.
    /// - Returns: whether that was it; otherwise it is to be written like any other file.
    mutating func writeDatabase<Sink: ByteSink & ~Copyable>(
        _ planned: PlannedEntry, into tar: TarWriter<Sink>, through buffer: UnsafeMutableRawBufferPointer
    ) throws -> Bool {
        let path = tree.diskPath(of: planned.path)
        if let log = tree.databases.emptyLog(path) {
            let current = TarEntry(path: planned.path, kind: .file, status: log)
            if let entry = admit(current, planned: planned) { try tar.begin(entry) }
            return true
        }
        guard let database = openDatabase(path) else { return false }
        defer { tree.databases.release(path) }
        let current = TarEntry(path: planned.path, kind: .file, status: database.status)
        guard let entry = admit(current, planned: planned) else { return true }
        try tar.begin(entry)
        let isWhole = try copy(entry, into: tar, through: buffer) { piece, offset in
            try database.read(into: piece, at: offset)
            return piece.count
        }
        if entry.size < database.size {
            notices.add(.warning, path, "has grown too much to have room in the backup; the copy is cut and damaged")
        } else if isWhole, let flaw = database.flaw() {
            notices.add(.warning, path, flaw)
        }
        return true
    }

    /// Nil, with a notice when it is a database, if it has to be taken like any other file.
    private mutating func openDatabase(_ path: [UInt8]) -> (any DatabaseReader)? {
        do {
            return try tree.databases.reader(of: path)
        } catch {
            let what = "is a database that could not be held still (\(error)); its copy may not be consistent"
            notices.add(.warning, path, what)
            return nil
        }
    }
}
