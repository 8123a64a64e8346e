import Agent
import FoundationEssentials
import JSON
import TestSupport

/// A site with a folder for named pipes, an agent at work, and somebody who asks it for backups through them.
final class PipeSite: Sendable {
    let site: Site
    let watcher: Watcher
    let agent: RunningAgent

    /// - Parameters:
    ///   - wait: seconds for a writer.
    ///   - idle: seconds for a byte.
    init(wait: Int64 = 60, idle: Int64 = 60, _ change: (inout Configuration) -> Void = { _ in }) async throws {
        site = try await Site(kibibytes: 1)
        try site.folder.makeFolder("pipes")
        watcher = try await Watcher(site)
        var configuration = site.configuration
        configuration.pipe.directory = site.folder.path("pipes")
        configuration.pipe.wait = wait
        configuration.pipe.idle = idle
        change(&configuration)
        agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
    }

    func stop() async {
        await agent.stop()
        await watcher.stop()
    }

    /// What lies in the folder for pipes, hidden or not.
    var leftovers: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: site.folder.path("pipes"))) ?? ["?"]
    }

    /// Asks for a backup through the pipe `nightly`, and waits until it is there.
    /// - Returns: the pipe's path.
    func start(_ id: String = "n", _ options: String = "", keys: String = "") async throws -> String {
        try ask(id, options, keys: keys)
        let accepted = try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == .string(id) }
        guard let job = accepted["job_id"], accepted["status"] == "accepted" else {
            throw TestFailure("not accepted: \(accepted)")
        }
        let ready = try await watcher.wait(for: "drivepipe/event/backup") {
            $0["event_type"] == "pipe_ready" && $0["job_id"] == job
        }
        guard let path = ready["pipe"]?.string, accepted["data"]?["pipe"] == .string(path) else {
            throw TestFailure("no path: \(ready) \(accepted)")
        }
        return path
    }

    func ask(_ id: String = "n", _ options: String = "", keys: String = "") throws {
        try watcher.send(
            "drivepipe/command/start", #"{"id": "\#(id)", "source": {"pipe": "nightly"\#(options)}\#(keys)}"#)
    }

    /// The last answer to that.
    func end(_ id: String = "n") async throws -> JSON {
        try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == .string(id) && $0["final"] == true }
    }
}
