import Glibc

extension FileDescriptor {
    /// Opens an entry of an open folder; a link in its place is not followed.
    /// - Parameters:
    ///   - name: one name, without slash or NUL.
    ///   - flags: as for `openat(2)`; close-on-exec and no-follow are added.
    /// - Throws: `SystemError`; for a link `ELOOP`, or `ENOTDIR` when a folder was wanted.
    package init(
        in folder: borrowing FileDescriptor, _ name: [UInt8], flags: Int32, mode: mode_t = 0
    ) throws(SystemError) {
        let directory = folder.number
        number = withPath(name) { openat(directory, $0, flags | O_NOFOLLOW | O_CLOEXEC, mode) }
        if number < 0 { throw .last }
    }
}
