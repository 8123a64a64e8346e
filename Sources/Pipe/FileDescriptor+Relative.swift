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

    /// Writes all of the bytes.
    /// - Throws: `SystemError`.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = Glibc.write(number, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .last }
            done += count
        }
    }
}
