@preconcurrency import Glibc
import Synchronization

/// A real mosquitto on a loopback port of its own, without persistence; ended with the last reference.
package final class MosquittoBroker: Sendable {
    package let port: UInt16
    private let folder: TemporaryFolder
    private let process = Mutex<ChildProcess?>(nil)

    /// Starts a broker and waits until it accepts connections.
    /// - Parameters:
    ///   - port: nil takes a free one.
    ///   - login: the only user who may connect; nil lets everybody in.
    ///   - settings: further lines of mosquitto.conf.
    package init(
        port: UInt16? = nil, login: (user: String, password: String)? = nil, settings: [String] = []
    ) async throws {
        folder = try TemporaryFolder()
        self.port = try port ?? FreePort.find()
        var lines = [
            "listener \(self.port) 127.0.0.1", "persistence false", "user root", "log_dest file \(folder.path("log"))",
        ]
        if let login {
            let file = folder.path("passwords")
            let arguments = ["-c", "-b", file, login.user, login.password]
            guard try ChildProcess("/usr/bin/mosquitto_passwd", arguments).wait() == 0 else {
                throw TestFailure("mosquitto_passwd failed")
            }
            lines += ["password_file \(file)", "allow_anonymous false"]
        } else {
            lines.append("allow_anonymous true")
        }
        try folder.write((lines + settings).joined(separator: "\n") + "\n", to: "mosquitto.conf")
        try await start()
    }

    deinit {
        stop()
    }

    /// Ends the broker as a service manager does; connections are cut.
    package func stop() {
        process.withLock { process in
            process?.signal(SIGCONT)
            process?.end(by: SIGTERM)
            process = nil
        }
    }

    /// Ends the broker as a power cut does.
    package func kill() {
        process.withLock { process in
            process?.end(by: SIGKILL)
            process = nil
        }
    }

    /// Changes the password of the one who may connect, while the broker runs.
    package func setPassword(_ password: String, of user: String) throws {
        guard
            try ChildProcess("/usr/bin/mosquitto_passwd", ["-b", folder.path("passwords"), user, password]).wait() == 0
        else { throw TestFailure("mosquitto_passwd failed") }
        process.withLock { $0?.signal(SIGHUP) }
    }

    /// Freezes the broker: connections stay, nothing is answered.
    package func suspend() {
        process.withLock { $0?.signal(SIGSTOP) }
    }

    package func resume() {
        process.withLock { $0?.signal(SIGCONT) }
    }

    /// Starts it again on the same port, with nothing remembered.
    package func restart() async throws {
        stop()
        try await start()
    }

    /// What the broker wrote to its log.
    package var log: String {
        (try? folder.read("log")) ?? ""
    }

    /// Starts it again on the same port after `kill` or `stop`.
    package func start() async throws {
        let child = try ChildProcess(
            "/usr/sbin/mosquitto", ["-c", folder.path("mosquitto.conf")], output: folder.path("out"))
        process.withLock { $0 = child }
        for _ in 0..<500 {
            if let socket = try? LoopbackSocket.connect(port: port) {
                close(socket)
                return
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw TestFailure("mosquitto does not accept: \(log) \((try? folder.read("out")) ?? "")")
    }
}
