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
        var actions = Self.redirect(to: output ?? "/dev/null")
        var attributes = Self.unmasked()
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var arguments = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, program, &actions, &attributes, &arguments, environ)
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

    /// Sends a signal that need not end the program.
    package func signal(_ signal: Int32) {
        hasEnded.withLock { hasEnded in
            if !hasEnded { kill(pid, signal) }
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

    /// Waits for the program to end by itself, without keeping a thread that others need.
    /// - Returns: its exit code, or nil when a signal ended it or it has ended before.
    package func ended() async throws -> Int32? {
        while true {
            if let result = hasEnded.withLock({ poll(&$0) }) { return result }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    package var isRunning: Bool {
        hasEnded.withLock { poll(&$0) == nil }
    }

    /// Nil while it runs.
    private func poll(_ hasEnded: inout Bool) -> Int32?? {
        if hasEnded { return .some(nil) }
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        hasEnded = true
        return .some(status & 0x7F == 0 ? (status >> 8) & 0xFF : nil)
    }

    /// Standard output and errors go to the file; all else is closed, or a program that outlives a crashed test would
    /// keep the test run waiting on an inherited pipe.
    private static func redirect(to output: String) -> posix_spawn_file_actions_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        for descriptor in Int32(3)..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        return actions
    }

    /// Dispatch's threads, on which async tests run, block all signals; the program must not inherit that.
    private static func unmasked() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        return attributes
    }
}
