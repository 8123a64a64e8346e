import Glibc
import Pipe

/// A folder below the one that is allowed, held open: no link, put in its way whenever, leads out of it.
struct FetchFolder: ~Copyable {
    private let file: FileDescriptor
    /// As people know it.
    let shownPath: String
    /// False: it is not there yet, and the deepest one above it that is there is open.
    let exists: Bool

    /// Leads to the open folder, whatever lies under its name by now.
    var path: String { Self.path(file) }

    /// - Parameters:
    ///   - root: the allowed folder; it may be a link itself, since the configuration names it.
    ///   - folders: below it, outermost first. None of them may be a link.
    ///   - creating: whether those that are missing are made.
    /// - Throws: `FetchError.notWritable`.
    init(_ root: String, _ folders: [String], creating: Bool) throws(FetchError) {
        shownPath = ([root] + folders).joined(separator: "/")
        do throws(SystemError) {
            var open = try FileDescriptor(opening: Array(root.utf8), flags: O_RDONLY | O_DIRECTORY)
            var isThere = true
            for name in folders where isThere {
                if creating { try Self.make("\(Self.path(open))/\(name)") }
                if !creating, Self.isMissing("\(Self.path(open))/\(name)") {
                    isThere = false
                } else {
                    open = try FileDescriptor(
                        opening: Array("\(Self.path(open))/\(name)".utf8), flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                }
            }
            exists = isThere
            file = open
        } catch {
            throw .notWritable(shownPath, error)
        }
    }

    private static func path(_ folder: borrowing FileDescriptor) -> String { "/proc/self/fd/\(folder.number)" }

    private static func isMissing(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) != 0 && errno == ENOENT
    }

    private static func make(_ path: String) throws(SystemError) {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw .last
    }
}
