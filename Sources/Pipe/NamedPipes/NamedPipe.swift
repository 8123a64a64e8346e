import Glibc

/// A named pipe (FIFO) through which one other program hands over a backup, once.
///
/// Only the own user and root can open it. Its name is gone as soon as somebody has opened it to write, so that nobody
/// else can, and in every other case with the last reference.
package final class NamedPipe: @unchecked Sendable {
    /// Of the file, whatever the umask.
    static let mode: mode_t = 0o600
    /// Bytes that wait between writer and reader; the most that Linux gives to everybody.
    private static let capacity: Int32 = 1 << 20
    /// `F_SETPIPE_SZ`, which the Glibc module leaves out.
    private static let setCapacity: Int32 = 1031
    /// Seconds between looks at whether there is a writer that has written nothing yet: nothing else would tell.
    private static let lookInterval = 0.02

    /// What writers open.
    package let path: String
    private let name: String
    private let place: PipeFolder
    private let made: stat
    private var reader: FileDescriptor?

    /// Makes the pipe. What a crash left of one of the same name is replaced.
    /// - Parameter name: one component of a path, that does not begin with a dot.
    /// - Throws: `NamedPipeError`.
    package init(_ name: String, in place: PipeFolder) throws(NamedPipeError) {
        path = "\(place.path)/\(name)"
        guard !name.isEmpty, name.first != ".", !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") })
        else { throw .failed(path, SystemError(number: EINVAL)) }
        self.name = name
        self.place = place
        place.removeLeftover(hidden: PipeFolder.hidden(name))
        do throws(SystemError) {
            let opened = try Self.make(PipeFolder.hidden(name), in: place)
            made = try opened.status()
            reader = consume opened
        } catch {
            throw error.number == EEXIST ? .inTheWay(path) : .failed(path, error)
        }
        try show()
    }

    deinit {
        remove()
    }

    /// Waits until somebody opens the pipe to write, and takes its name away then.
    /// - Parameters:
    ///   - seconds: how long.
    ///   - idle: seconds without a byte after which the writer counts as stalled.
    /// - Returns: what comes through, to be asked for once. Its end alone says nothing: see `FrameReader`.
    /// - Throws: `FrameError.noWriter`, `CancellationRequested`, `SystemError`; the name is gone then too.
    package func waitForWriter(
        seconds: Double, idle: Double, _ cancellation: Cancellation
    ) throws -> DescriptorSource {
        defer { remove() }
        guard let reader = reader.take() else { throw FrameError.noWriter(seconds: 0) }
        let first = try Self.firstByte(from: reader, within: seconds, cancellation)
        return try DescriptorSource(reader, first: first, idle: idle, cancellation)
    }

    /// Takes the name away, if it still is that of this pipe.
    package func remove() {
        place.remove(name, ifSameAs: made)
        place.remove(PipeFolder.hidden(name), ifSameAs: made)
    }
}

extension NamedPipe {
    /// Makes and opens a pipe under a name that no writer knows.
    private static func make(_ hidden: String, in place: PipeFolder) throws(SystemError) -> FileDescriptor {
        guard mkfifoat(place.folder.number, hidden, mode) == 0 else { throw .last }
        let pipe = try FileDescriptor(in: place.folder, Array(hidden.utf8), flags: O_RDONLY | O_NONBLOCK)
        // Whoever tidies up leaves alone what is locked, and may have come in between.
        guard flock(pipe.number, LOCK_EX | LOCK_NB) == 0, try pipe.status().st_nlink == 1 else {
            throw SystemError(number: EEXIST)
        }
        guard fchmod(pipe.number, mode) == 0 else { throw .last }
        guard try pipe.status().isOwnPipe else { throw SystemError(number: EEXIST) }
        // Where it is not granted, it is only slower.
        _ = fcntl(pipe.number, setCapacity, capacity)
        return pipe
    }

    /// Gives the pipe the name that writers know. Unlike a rename, a link never replaces anything.
    private func show() throws(NamedPipeError) {
        let folder = place.folder.number
        guard linkat(folder, PipeFolder.hidden(name), folder, name, 0) == 0 else {
            throw errno == EEXIST ? .inTheWay(path) : .failed(path, .last)
        }
        guard let shown = place.status(of: name), shown.isSameFile(as: made), shown.isOwnPipe,
            shown.st_mode & 0o7777 == Self.mode
        else {
            throw .inTheWay(path)
        }
    }

    /// - Returns: nil when the writer has written nothing yet, or has gone without.
    private static func firstByte(
        from reader: borrowing FileDescriptor, within seconds: Double, _ cancellation: Cancellation
    ) throws -> UInt8? {
        let deadline = secondsNow() + seconds
        let wakeUp = try WakeUp(cancellation)
        var byte: UInt8 = 0
        while true {
            let left = max(0, deadline - secondsNow())
            if try wakeUp.wait(for: reader.number, seconds: min(left, lookInterval)) != 0 { return nil }
            // Nobody there reads as the end of the file, somebody who is silent as one that would have to be waited for.
            switch read(reader.number, &byte, 1) {
            case 1: return byte
            case -1 where errno == EAGAIN: return nil
            case -1 where errno != EINTR: throw SystemError.last
            default: if left == 0 { throw FrameError.noWriter(seconds: seconds) }
            }
        }
    }
}
