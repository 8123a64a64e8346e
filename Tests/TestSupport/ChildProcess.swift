@preconcurrency import Glibc
import Synchronization

/// A program started by a test, killed by its process id with the last reference.
package final class ChildProcess: Sendable {
    package let pid: pid_t
    private let hasEnded = Mutex(false)

    /// - Parameters:
    ///   - program: absolute path.
    ///   - output: file that takes standard output and errors; nil throws them away.
    package init(_ program: String, _ arguments: [String], output: String? = nil) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var arguments = ([program] + arguments).map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, program, &actions, nil, &arguments, environ)
        guard result == 0 else { throw TestFailure("cannot start \(program): errno \(result)") }
        self.pid = pid
    }

    deinit {
        end(by: SIGKILL)
    }

    /// Sends a signal and waits for the end.
    package func end(by signal: Int32) {
        hasEnded.withLock { hasEnded in
            guard !hasEnded else { return }
            kill(pid, signal)
            waitpid(pid, nil, 0)
            hasEnded = true
        }
    }

    /// Waits for the program to end by itself.
    /// - Returns: its exit code, or nil when a signal ended it or it has ended before.
    @discardableResult
    package func wait() -> Int32? {
        hasEnded.withLock { hasEnded in
            guard !hasEnded else { return nil }
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            hasEnded = true
            return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
        }
    }
}
