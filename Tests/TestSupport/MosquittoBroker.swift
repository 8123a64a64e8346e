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
        let access = try Self.access(login, folder)
        for attempt in 1... {
            let candidate = try port ?? FreePort.find()
            let lines = [
                "listener \(candidate) 127.0.0.1", "persistence false", "user root",
                "log_dest file \(folder.path("log"))",
            ]
            try folder.write((lines + access + settings).joined(separator: "\n") + "\n", to: "mosquitto.conf")
            do {
                let child = try await Self.launch(folder, candidate)
                process.withLock { $0 = child }
                self.port = candidate
                return
            } catch  where port == nil && attempt < 5 {
                // Somebody was faster at the port.
                continue
            }
        }
        throw TestFailure("mosquitto was never started")
    }

    /// - Returns: who may connect, as lines of mosquitto.conf.
    private static func access(
        _ login: (user: String, password: String)?, _ folder: TemporaryFolder
    ) throws -> [String] {
        guard let login else { return ["allow_anonymous true"] }
        let file = folder.path("passwords")
        guard
            try ChildProcess("/usr/bin/mosquitto_passwd", ["-c", "-b", file, login.user, login.password]).wait() == 0
        else { throw TestFailure("mosquitto_passwd failed") }
        return ["password_file \(file)", "allow_anonymous false"]
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
        let child = try await Self.launch(folder, port)
        process.withLock { $0 = child }
    }

    /// Starts a broker and waits until it accepts, on a machine that may be slow.
    private static func launch(_ folder: TemporaryFolder, _ port: UInt16) async throws -> ChildProcess {
        let child = try ChildProcess(
            "/usr/sbin/mosquitto", ["-c", folder.path("mosquitto.conf")], output: folder.path("out"))
        for _ in 0..<6_000 where child.isRunning {
            if let socket = try? LoopbackSocket.connect(port: port) {
                close(socket)
                return child
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let words = ["log", "out"].map { (try? folder.read($0)) ?? "" }
        throw TestFailure("mosquitto does not accept: \(words.joined(separator: " "))")
    }
}
