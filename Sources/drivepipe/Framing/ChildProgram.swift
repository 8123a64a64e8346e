import Glibc
import Pipe
import Synchronization

/// Another program whose standard output is read here.
final class ChildProgram: Sendable {
    /// Seconds between being asked to end and being made to.
    private static let patience = 5.0
    /// `F_SETPIPE_SZ`, which the Glibc module leaves out, and as many bytes as Linux gives to everybody.
    private static let setCapacity: (Int32, Int32) = (1031, 1 << 20)

    private let process: pid_t
    private let reading: Int32
    private let state = Mutex(State())

    private struct State {
        var isEnding = false
        /// From here on the number may be another process's.
        var status: Int32?
    }

    /// - Parameter words: the program, looked up along `PATH`, and its arguments.
    /// - Throws: `SystemError` when it cannot be started.
    init(_ words: [String]) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .last }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        _ = fcntl(ends[0], Self.setCapacity.0, Self.setCapacity.1)
        let (number, process) = Self.spawn(words, output: ends[1])
        guard number == 0 else {
            close(ends[0])
            throw SystemError(number: number)
        }
        self.process = process
        reading = ends[0]
    }

    /// What it writes, to be asked for once.
    func output(_ cancellation: Cancellation) throws(SystemError) -> DescriptorSource {
        try DescriptorSource(FileDescriptor(taking: reading), idle: .greatestFiniteMagnitude, cancellation)
    }

    /// Asks it to end, and makes it a little later. Does nothing when it has ended.
    func end() {
        let isFirst = state.withLock { state in
            defer { state.isEnding = true }
            return !state.isEnding && state.status == nil
        }
        guard isFirst else { return }
        send(SIGTERM)
        Thread.start { [self] in
            _ = Cancellation().sleep(seconds: Self.patience)
            send(SIGKILL)
        }
    }

    /// Blocks until it has ended.
    func wait() -> FramedEnd {
        var information = siginfo_t()
        while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
        // Only now is its number given free, and nobody sends it signals meanwhile.
        let status = state.withLock { state in
            var status: Int32 = 0
            waitpid(process, &status, 0)
            state.status = status
            return status
        }
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
    }

    private func send(_ signal: Int32) {
        state.withLock { state in
            if state.status == nil { kill(process, signal) }
        }
    }

    /// With the signals as any program expects them: this one has blocked and ignored some of them.
    private static func spawn(_ words: [String], output: Int32) -> (error: Int32, pid_t) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var ignored = none
        sigaddset(&ignored, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &ignored)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        return (posix_spawnp(&process, words[0], &actions, &attributes, arguments, environ), process)
    }
}
