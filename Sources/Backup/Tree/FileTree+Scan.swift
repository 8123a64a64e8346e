import Archive
import Glibc
import Pipe

extension FileTree {
    /// Reads the metadata of a folder and all below it, without following links.
    ///
    /// Each regular file is opened once, so that what cannot be read is known before its size is promised. Databases of
    /// SQLite are held as they are from now on, until they were written.
    /// - Parameters:
    ///   - path: the folder.
    ///   - top: the name of the folder in the tar: `data` or `.`.
    ///   - databases: those of the whole backup.
    /// - Throws: `BackupError` when the folder itself is missing or unreadable; `CancellationRequested`.
    package static func scan(
        _ path: String, as top: String, exclusions: Exclusions, databases: Databases = Databases(),
        cancellation: Cancellation
    ) throws -> FileTree {
        // Without this the empty path would be the root of the file system.
        guard !path.isEmpty else { throw BackupError.sourceMissing(path: path) }
        let root = Array(path.utf8.reversed().drop { $0 == slash }.reversed())
        var scan = TreeScan(
            root: root, top: Array(top.utf8), exclusions: exclusions, databases: databases, cancellation: cancellation)
        try scan.run(shownAs: path)
        return FileTree(
            root: root, identity: scan.identity, top: scan.top, table: scan.table, notices: scan.notices,
            databases: databases)
    }
}

private let slash = UInt8(ascii: "/")

/// The walk over a folder, with the directories still to be read.
private struct TreeScan {
    let root: [UInt8]
    let top: [UInt8]
    let exclusions: Exclusions
    let databases: Databases
    let cancellation: Cancellation
    private(set) var table: EntryTable
    private(set) var identity = FileIdentity(stat())
    private(set) var notices = BackupNotices()
    private var pending: [EntryTable.Index] = []
    /// Bytes that are left of the 5 TB that a file in Google Drive may have. Sparse files can claim any size.
    private var room: Int64 = 5_000_000_000_000

    init(root: [UInt8], top: [UInt8], exclusions: Exclusions, databases: Databases, cancellation: Cancellation) {
        self.root = root
        self.top = top
        self.exclusions = exclusions
        self.databases = databases
        self.cancellation = cancellation
        table = EntryTable(top: top)
    }

    mutating func run(shownAs path: String) throws {
        var status = stat()
        guard withPath(root + [slash], { stat($0, &status) }) == 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            throw isMissing ? BackupError.sourceMissing(path: path) : .sourceUnreadable(path: path, .last)
        }
        identity = FileIdentity(status)
        table.add(TarEntry(path: top, kind: .directory, status: status), named: [], in: 0)
        do {
            try readDirectory(0)
        } catch let error as SystemError {
            throw BackupError.sourceUnreadable(path: path, error)
        }
        while let directory = pending.popLast() {
            try cancellation.check()
            do {
                try readDirectory(directory)
            } catch let error as SystemError {
                notices.add(.warning, disk(relativePath(of: directory)), "cannot be read: \(error)")
            }
        }
    }

    private mutating func readDirectory(_ directory: EntryTable.Index) throws {
        let path = relativePath(of: directory)
        let prefix = path.isEmpty ? path : path + [slash]
        for name in try names(in: disk(path)) {
            let path = prefix + name
            if !exclusions.exclude(path) { visit(path, in: directory) }
        }
    }

    /// Relative to the root; empty for the root itself.
    private func relativePath(of directory: EntryTable.Index) -> [UInt8] {
        guard directory > 0 else { return [] }
        let path = table.path(of: directory)
        return isPrefixed ? Array(path.dropFirst(top.count + 1)) : path
    }

    private func disk(_ path: [UInt8]) -> [UInt8] { root + [slash] + path }

    private var isPrefixed: Bool { top != [UInt8(ascii: ".")] }

    /// The name in the tar.
    private func tarPath(_ path: [UInt8]) -> [UInt8] { isPrefixed ? top + [slash] + path : path }

    private func names(in directory: [UInt8]) throws(SystemError) -> [[UInt8]] {
        let folder = try FileDescriptor(reading: directory, flags: O_DIRECTORY)
        // The stream closes its descriptor itself, so it gets one of its own.
        guard let stream = fdopendir(fcntl(folder.number, F_DUPFD_CLOEXEC, 0)) else { throw .last }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        // The end and a failure are both nil; only a failure sets the number.
        errno = 0
        while let item = readdir(stream) {
            let name = withUnsafeBytes(of: &item.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [UInt8(ascii: ".")] && name != Array("..".utf8) { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw .last }
        // In the order of the bytes, so that the same folder makes the same archive.
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private mutating func visit(_ path: [UInt8], in directory: EntryTable.Index) {
        let disk = disk(path)
        var status = stat()
        guard withPath(disk, { lstat($0, &status) }) == 0 else {
            // Gone between reading the directory and now: nothing was there to back up.
            if errno != ENOENT { notices.add(.warning, disk, "cannot be read: \(SystemError.last)") }
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: pending.append(add(path, .directory, status, in: directory))
        case S_IFREG: visitFile(path, disk, status, in: directory)
        case S_IFLNK: visitLink(path, disk, status, in: directory)
        case S_IFSOCK: notices.add(.note, disk, "is a socket, which has no content")
        case S_IFIFO: notices.add(.note, disk, "is a named pipe, which Home Assistant could not restore")
        default: notices.add(.note, disk, "is a device, which Home Assistant could not restore")
        }
    }

    private mutating func visitFile(
        _ path: [UInt8], _ disk: [UInt8], _ found: stat, in directory: EntryTable.Index
    ) {
        if let log = databases.emptyLog(disk) { return addFile(path, disk, log, .database, in: directory) }
        guard !databases.owns(disk) else { return }
        if let planned = databases.plannedStatus(of: disk, FileIdentity(found)) {
            return addFile(path, disk, planned, .database, in: directory)
        }
        do {
            let (status, header) = try look(into: disk)
            guard status.st_mode & S_IFMT == S_IFREG else { return }
            let database = header.flatMap { planDatabase(disk, $0, status) }
            addFile(path, disk, database ?? status, header.map { _ in .database }, in: directory)
        } catch {
            if error.number != ENOENT { notices.add(.warning, disk, "cannot be read: \(error)") }
        }
    }

    /// The file is closed again before a database is opened.
    private func look(into disk: [UInt8]) throws(SystemError) -> (stat, DatabaseHeader?) {
        let file = try FileDescriptor(reading: disk)
        let status = try file.status()
        // A database has whole pages. Of all other files the first block need not be fetched from the disk for this.
        let isLikely = status.st_mode & S_IFMT == S_IFREG && status.st_size > 0 && status.st_size % 512 == 0
        return (status, isLikely ? DatabaseHeader(of: file) : nil)
    }

    /// Nil for a database that has to be taken like any other file.
    private mutating func planDatabase(_ disk: [UInt8], _ header: DatabaseHeader, _ status: stat) -> stat? {
        do {
            return try databases.plan(disk, header, status)
        } catch {
            // Where nobody uses it, it holds still by itself.
            if Databases.isInUse(disk) {
                let what =
                    "is a database in use that could not be held still (\(error)); its copy may not be consistent"
                notices.add(.warning, disk, what)
            }
            return nil
        }
    }

    private mutating func addFile(
        _ path: [UInt8], _ disk: [UInt8], _ status: stat, _ content: ContentClass?, in directory: EntryTable.Index
    ) {
        guard Int64(status.st_size) <= room else {
            return notices.add(.warning, disk, "is larger than a backup in Google Drive can be")
        }
        room -= Int64(status.st_size)
        add(path, .file, status, in: directory, content: content)
    }

    private mutating func visitLink(
        _ path: [UInt8], _ disk: [UInt8], _ status: stat, in directory: EntryTable.Index
    ) {
        do {
            add(path, .symbolicLink(target: try TarEntry.target(of: disk)), status, in: directory)
        } catch {
            notices.add(.warning, disk, "cannot be read: \(error)")
        }
    }

    @discardableResult
    private mutating func add(
        _ path: [UInt8], _ kind: TarEntry.Kind, _ status: stat, in directory: EntryTable.Index,
        content: ContentClass? = nil
    ) -> EntryTable.Index {
        let name = path[(path.lastIndex(of: slash).map { $0 + 1 } ?? 0)...]
        let entry = TarEntry(path: tarPath(path), kind: kind, status: status)
        return table.add(entry, named: name, in: directory, content: content)
    }
}
