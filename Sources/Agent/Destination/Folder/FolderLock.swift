import Glibc
import Pipe

/// Keeps two processes from changing notes at once, so that neither overwrites what the other has noted. Held until it is
/// dropped; file systems without locks do without.
struct FolderLock: ~Copyable {
    private let folder: FileDescriptor

    /// Waits for whoever holds it.
    /// - Throws: `FolderError` when the folder is gone.
    init(_ path: String) throws(FolderError) {
        folder = try Self.open(path)
        flock(folder.number, LOCK_EX)
    }

    private static func open(_ path: String) throws(FolderError) -> FileDescriptor {
        do throws(SystemError) {
            return try FileDescriptor(opening: Array(path.utf8), flags: O_RDONLY | O_DIRECTORY)
        } catch {
            throw FolderError(error, in: path)
        }
    }

    /// Says until when it must be held.
    consuming func release() {}
}
