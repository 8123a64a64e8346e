import Glibc

/// An open file, closed when it is dropped.
package struct FileDescriptor: ~Copyable {
    package let number: Int32

    /// - Parameters:
    ///   - path: raw bytes, without a NUL.
    ///   - flags: as for `open(2)`; close-on-exec is added.
    /// - Throws: `SystemError`.
    package init(opening path: [UInt8], flags: Int32, mode: mode_t = 0) throws(SystemError) {
        number = withPath(path) { open($0, flags | O_CLOEXEC, mode) }
        if number < 0 { throw .last }
    }

    /// Opens a file or folder to be read, not following a link in its last place, not waiting for a writer, and leaving its
    /// access time alone where that is allowed: the note of having been read is a write to the disk as well.
    /// - Throws: `SystemError`.
    package init(reading path: [UInt8], flags: Int32 = 0) throws(SystemError) {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags
        var number = withPath(path) { open($0, flags | Self.noAccessTime) }
        // Only the owner of a file and root may ask for that.
        if number < 0, errno == EPERM { number = withPath(path) { open($0, flags) } }
        guard number >= 0 else { throw .last }
        self.number = number
    }

    /// Takes an open descriptor over, to close it.
    package init(taking number: Int32) {
        self.number = number
    }

    /// A second descriptor for what is open under a number.
    /// - Throws: `SystemError`.
    package init(duplicating number: Int32) throws(SystemError) {
        self.number = fcntl(number, F_DUPFD_CLOEXEC, 3)
        if self.number < 0 { throw .last }
    }

    /// `O_NOATIME`, which the Glibc module leaves out.
    private static let noAccessTime: Int32 = 0o1_000_000

    deinit {
        close(number)
    }

    /// What `fstat(2)` says.
    package func status() throws(SystemError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .last }
        return status
    }

    /// Reads until the buffer is full or the file ends.
    /// - Returns: how many bytes were read.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = Glibc.read(number, rest.baseAddress, rest.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw .last
            }
            done += count
        }
        return done
    }

    /// Like `read(into:)`, from an offset in the file.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        guard let offset = off_t(exactly: offset) else { throw SystemError(number: EOVERFLOW) }
        guard lseek(number, offset, SEEK_SET) == offset else { throw .last }
        return try read(into: buffer)
    }
}

/// Calls `body` with the path as the NUL-terminated text that C takes.
package func withPath<Result>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (path + [0]).withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { body($0.baseAddress.unsafelyUnwrapped) }
    }
}
