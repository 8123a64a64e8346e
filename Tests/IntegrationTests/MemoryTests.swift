import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// What an agent holds on to between its jobs.
@Suite struct MemoryTests {
    @Test func `backup after backup, an agent gives back what it took`() async throws {
        let site = try await Site(kibibytes: 20_000)
        let watcher = try await Watcher(site)
        let agent = try DrivePipeRun(site, ["agent"], ["DRIVEPIPE_DRIVE_CHUNK_SIZE": "8MiB"])
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        var kibibytes: [Int] = []
        for round in 0..<5 {
            try watcher.send("drivepipe/command/start", #"{"id": "\#(round)"}"#)
            let end = try await watcher.wait(for: "drivepipe/response/start") {
                $0["id"] == .string("\(round)") && $0["final"] == true
            }
            #expect(end["status"] == "done")
            try await watcher.wait(for: "drivepipe/catalog") { $0["count"] == .integer(Int64(round + 1)) }
            kibibytes.append(try agent.anonymousMemory)
        }
        // What was held on to was one chunk a backup.
        #expect(kibibytes[4] - kibibytes[0] < 12 * 1024, "\(kibibytes)")
        kill(agent.pid, SIGTERM)
        #expect(agent.wait() == 0)
        await watcher.stop()
    }
}

extension MemoryTests {
    @Test func `small takes a few megabytes, whatever the size of the backup`() async throws {
        let site = try await Site(kibibytes: 60_000)
        let watcher = try await Watcher(site)
        let agent = try DrivePipeRun(
            site, ["agent"], ["DRIVEPIPE_DRIVE_CHUNK_SIZE": "8MiB", "DRIVEPIPE_BACKUP_MEMORY": "small"])
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        let before = try agent.anonymousMemory
        let highest = Task {
            var highest = 0
            while !Task.isCancelled {
                highest = max(highest, (try? agent.anonymousMemory) ?? 0)
                try? await Task.sleep(for: .milliseconds(5))
            }
            return highest
        }
        try watcher.send("drivepipe/command/start", #"{"id": "one"}"#)
        let end = try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "one" && $0["final"] == true }
        #expect(end["status"] == "done")
        highest.cancel()
        let peak = await highest.value
        // The window, the pipe and the look-ahead with 8 MiB each would show.
        #expect(peak > before && peak - before < 12 * 1024, "\(before) \(peak)")
        kill(agent.pid, SIGTERM)
        #expect(agent.wait() == 0)
        await watcher.stop()
    }
}

extension DrivePipeRun {
    /// KiB of the process's own memory.
    var anonymousMemory: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
            return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1]))
        }
    }
}
