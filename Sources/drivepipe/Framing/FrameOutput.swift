import Glibc
import Pipe

/// Where frames go: a named pipe that somebody reads, or standard output.
struct FrameOutput: ~Copyable {
    private static let lookInterval = 0.1

    let descriptor: FileDescriptor

    /// Waits until the named pipe is there and has a reader.
    /// - Parameter wait: seconds.
    /// - Throws: `FrameOutputError`, `CancellationRequested`.
    init(_ path: String, wait: Double, _ cancellation: Cancellation) throws {
        if path == "-" {
            guard isatty(1) == 0 else { throw FrameOutputError.terminal }
            descriptor = try FileDescriptor(duplicating: 1)
            return
        }
        let deadline = secondsNow() + wait
        while true {
            if let opened = try Self.open(path) {
                descriptor = opened
                return
            }
            let left = deadline - secondsNow()
            guard left > 0 else {
                throw access(path, F_OK) == 0 ? FrameOutputError.noReader(path) : .missing(path)
            }
            guard cancellation.sleep(seconds: min(left, Self.lookInterval)) else { throw CancellationRequested() }
        }
    }

    /// Nil while there is no such pipe, or nobody reads it.
    private static func open(_ path: String) throws(FrameOutputError) -> FileDescriptor? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { throw .refused(path, .last) }
            return nil
        }
        // A file of any other kind would take the frames for its content.
        guard status.st_mode & S_IFMT == S_IFIFO else { throw .notPipe(path) }
        let opened: FileDescriptor
        do throws(SystemError) {
            opened = try FileDescriptor(opening: Array(path.utf8), flags: O_WRONLY | O_NONBLOCK)
        } catch {
            guard error.number == ENXIO || error.number == ENOENT else { throw .refused(path, error) }
            return nil
        }
        guard (try? opened.status().st_mode & S_IFMT) == S_IFIFO else { throw .notPipe(path) }
        _ = fcntl(opened.number, F_SETFL, O_WRONLY)
        return opened
    }
}
