import Glibc

/// The one folder that named pipes are made in.
///
/// Each pipe of ours has a second, hidden name beside it for as long as it waits, and whoever made it holds a lock on it.
/// So what a crash left is told from what others made: it has the hidden name, the same number, and no lock.
package final class PipeFolder: Sendable {
    package let path: String
    let folder: FileDescriptor

    /// The folder itself may be a link: it is what is behind it that is looked at, and used from then on.
    /// - Throws: `NamedPipeError.folderMissing` and `.folderUnsafe`.
    package init(_ path: String) throws(NamedPipeError) {
        self.path = path
        do throws(SystemError) {
            folder = try FileDescriptor(opening: Array(path.utf8), flags: O_RDONLY | O_DIRECTORY)
        } catch {
            throw .folderMissing(path, error)
        }
        try check()
    }

    /// A folder in which anybody can remove and rename lets anybody put a pipe of theirs in the place of ours.
    private func check() throws(NamedPipeError) {
        let status: stat
        do { status = try folder.status() } catch { throw .folderMissing(path, error) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .folderUnsafe(path, "it belongs to another user")
        }
        guard status.st_mode & S_IWOTH == 0 || status.st_mode & S_ISVTX != 0 else {
            throw .folderUnsafe(path, "everybody may write in it")
        }
    }

    /// Removes what a crash left of pipes of ours, and nothing else.
    /// - Returns: their names.
    @discardableResult
    package func removeLeftovers() -> [String] {
        hiddenNames().filter(removeLeftover).map(Self.name(hidden:)).sorted()
    }

    /// - Returns: whether there was one.
    @discardableResult
    func removeLeftover(hidden: String) -> Bool {
        // Opening it also lets go of a writer that has waited for a reader since the crash: it is told by SIGPIPE.
        guard
            let left = try? FileDescriptor(in: folder, Array(hidden.utf8), flags: O_RDONLY | O_NONBLOCK),
            let status = try? left.status(), status.isOwnPipe, flock(left.number, LOCK_EX | LOCK_NB) == 0
        else { return false }
        remove(Self.name(hidden: hidden), ifSameAs: status)
        remove(hidden, ifSameAs: status)
        return true
    }

    /// Nil when there is nothing of that name.
    func status(of name: String) -> stat? {
        var status = stat()
        return fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
    }

    /// Removes a name, unless it has become somebody else's.
    func remove(_ name: String, ifSameAs known: stat) {
        guard let status = status(of: name), status.isSameFile(as: known) else { return }
        unlinkat(folder.number, name, 0)
    }

    static func hidden(_ name: String) -> String { ".\(name).drivepipe" }

    private static func name(hidden: String) -> String {
        String(hidden.dropFirst().dropLast(".drivepipe".count))
    }

    private func hiddenNames() -> [String] {
        guard let listing = opendir(path) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix("."), name.hasSuffix(".drivepipe"), name.utf8.count > 11 { names.append(name) }
        }
        return names
    }
}

extension stat {
    /// A named pipe of this user's.
    var isOwnPipe: Bool {
        st_mode & S_IFMT == S_IFIFO && st_uid == geteuid()
    }

    func isSameFile(as other: stat) -> Bool {
        st_ino == other.st_ino && st_dev == other.st_dev
    }
}
