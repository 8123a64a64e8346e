import Glibc

extension FileDescriptor {
    /// Writes all of the bytes.
    /// - Throws: `SystemError`.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        try Self.write(bytes, to: number)
    }

    /// Writes all of the bytes to a descriptor that is somebody else's to close, such as standard output.
    /// - Throws: `SystemError`.
    package static func write(_ bytes: UnsafeRawBufferPointer, to number: Int32) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = Glibc.write(number, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .last }
            done += count
        }
    }

    /// Waits until what was written is on the disk.
    /// - Throws: `SystemError`.
    package func sync() throws(SystemError) {
        guard fsync(number) == 0 else { throw .last }
    }

    /// Waits until the names in a folder are on the disk.
    /// - Throws: `SystemError`.
    static func syncFolder(_ path: String) throws(SystemError) {
        try FileDescriptor(opening: Array(path.utf8), flags: O_RDONLY | O_DIRECTORY).sync()
    }

    /// Bytes that are free for this user where the file or folder lies; nil when the file system does not say.
    package var freeBytes: Int64? {
        var status = statvfs()
        guard fstatvfs(number, &status) == 0 else { return nil }
        let (bytes, isBeyond) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return isBeyond ? .max : Int64(clamping: bytes)
    }
}
