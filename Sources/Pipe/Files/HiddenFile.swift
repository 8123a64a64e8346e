import Glibc

/// A file that is not seen under its name before it is whole: written under a hidden one beside it, synced, renamed.
///
/// Dropped before that, nothing of it stays.
package struct HiddenFile: ~Copyable, ByteSink {
    private let file: FileDescriptor
    private let folder: String
    private let name: String
    private var isKept = false

    private var hiddenPath: String { "\(folder)/.\(name).partial" }

    /// - Parameters:
    ///   - name: the last component only. What a crash left of an earlier attempt is taken over.
    /// - Throws: `SystemError`, EWOULDBLOCK when somebody else is writing the same file.
    package init(_ name: String, in folder: String) throws(SystemError) {
        let opened = try FileDescriptor(
            opening: Array("\(folder)/.\(name).partial".utf8), flags: O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK,
            mode: 0o600)
        // Two at once would mix what they write.
        guard flock(opened.number, LOCK_EX | LOCK_NB) == 0 else { throw .last }
        // The other one may have finished in between: then this is the file that has its name now.
        let status = try opened.status()
        guard status.st_nlink == 1, status.st_ino == Self.number(of: "\(folder)/.\(name).partial") else {
            throw SystemError(number: EWOULDBLOCK)
        }
        guard ftruncate(opened.number, 0) == 0 else { throw .last }
        file = consume opened
        self.folder = folder
        self.name = name
    }

    /// Removes the hidden name of a file that has its own already: what is left when whoever gave it its name was killed
    /// before anything else. It would keep the file's room from being free once the file is deleted.
    package static func removeHiddenName(of name: String, in folder: String) {
        let hidden = "\(folder)/.\(name).partial"
        guard let number = number(of: hidden), number == Self.number(of: "\(folder)/\(name)") else { return }
        unlink(hidden)
    }

    /// Nil when there is none.
    private static func number(of path: String) -> ino_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_ino : nil
    }

    deinit {
        if !isKept { unlink(hiddenPath) }
    }

    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        try append(bytes)
    }

    /// The same, for those who care what is thrown.
    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        try file.write(bytes)
    }

    /// Brings what was written to the disk.
    package func sync() throws(SystemError) {
        try file.sync()
    }

    /// Bytes that lie there.
    package var size: Int64 {
        get throws(SystemError) { Int64(try file.status().st_size) }
    }

    /// For the owner's eyes only, and with the same owner as another file, where there is one and that is allowed.
    func belong(toOwnerOf path: String) throws(SystemError) {
        var status = stat()
        if lstat(path, &status) == 0, status.st_uid != geteuid() {
            _ = fchown(file.number, status.st_uid, status.st_gid)
        }
        // A leftover of a crash may have another mode.
        guard fchmod(file.number, 0o600) == 0 else { throw .last }
    }

    /// Gives the file its name, once all of it is on the disk.
    /// - Parameter replacing: whether a file of that name may go.
    /// - Throws: `SystemError`, EEXIST when there is one that may not; then nothing has changed.
    package consuming func keep(replacing: Bool) throws(SystemError) {
        try file.sync()
        try show(at: "\(folder)/\(name)", replacing: replacing)
        isKept = true
        try FileDescriptor.syncFolder(folder)
    }

    private func show(at path: String, replacing: Bool) throws(SystemError) {
        if !replacing {
            // Unlike a rename, a link never replaces anything.
            if link(hiddenPath, path) == 0 {
                unlink(hiddenPath)
                return
            }
            // exFAT and the like know no links.
            guard errno == EPERM || errno == EOPNOTSUPP, access(path, F_OK) != 0 else {
                throw errno == EPERM || errno == EOPNOTSUPP ? SystemError(number: EEXIST) : .last
            }
        }
        guard rename(hiddenPath, path) == 0 else { throw .last }
    }
}
