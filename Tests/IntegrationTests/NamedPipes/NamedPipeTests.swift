import Agent
import Catalog
import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// Backups that another program writes into a named pipe, through the whole agent.
@Suite struct NamedPipeTests {
    @Test func `what comes through is stored as it is, and is no backup of the house`() async throws {
        let pipes = try await PipeSite()
        let path = try await pipes.start("n", #", "extension": "sql.gz""#, keys: #", "name": "Dump", "verify": true"#)
        let writer = try PipeWriterProcess(path, bytes: 3_000_000, .done)
        #expect(try await writer.ended() == 0)
        let end = try await pipes.end()
        #expect(end["status"] == "done" && end["data"]?["series"] == "pipe:nightly", "\(end)")
        #expect(end["data"]?["verification"]?["contents_checked"] == true)
        let file = try #require(pipes.site.backups.first)
        #expect(file.size == 3_000_000 && file.md5 == PipeWriterProcess.md5(3_000_000))
        #expect(file.name.hasPrefix("Dump_") && file.name.hasSuffix(".sql.gz"))
        #expect(pipes.leftovers == [])
        let catalog = try await pipes.watcher.wait(for: "drivepipe/catalog") { $0["streams"] == 1 }
        let line = catalog["backups"]?.array?.first
        #expect(line?["series"] == "pipe:nightly" && line?["kind"] == "stream" && line?["verified"] == true)
        #expect(catalog["newest_at"] == .null)
        let done = try await pipes.watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        #expect(done["series"] == "pipe:nightly" && done["name"] == "Dump")
        let states = pipes.watcher.payloads(on: "drivepipe/state")
        #expect(states.allSatisfy { $0["last_success_at"] == .null && $0["last"] == .null })
        await pipes.stop()
    }

    @Test func `waits that are switched off have no end`() async throws {
        let pipes = try await PipeSite(wait: 0, idle: 0)
        let path = try await pipes.start()
        let frames = #"sleep 1; printf '\0\0\0\2'; sleep 1; printf 'ab\0\0\0\0'"#
        let writer = try ChildProcess("/bin/sh", ["-c", "sleep 1; (\(frames)) > '\(path)'"])
        defer { _ = writer }
        #expect(try await pipes.end()["status"] == "done")
        #expect(try #require(pipes.site.backups.first).size == 2)
        await pipes.stop()
    }

    /// How a writer may end, and what everybody is told then.
    struct Failure: Sendable, CustomTestStringConvertible {
        let end: PipeWriterProcess.End
        let bytes: Int
        let code: String
        var testDescription: String { "\(end) after \(bytes)" }

        static let all: [Failure] = [
            Failure(end: .die, bytes: 0, code: "pipe_cut"), Failure(end: .die, bytes: 900_000, code: "pipe_cut"),
            Failure(end: .quit, bytes: 900_000, code: "pipe_cut"), Failure(end: .cut, bytes: 900_000, code: "pipe_cut"),
            Failure(end: .oversize, bytes: 900_000, code: "pipe_bad_frame"),
            Failure(end: .negative, bytes: 0, code: "pipe_bad_frame"),
            Failure(end: .raw, bytes: 900_000, code: "pipe_bad_frame"),
            Failure(end: .stall, bytes: 900_000, code: "pipe_stalled"),
            Failure(end: .stall, bytes: 0, code: "pipe_stalled"),
            Failure(end: .done, bytes: 0, code: "pipe_empty"),
        ]
    }

    @Test(arguments: Failure.all)
    func `a stream that is no whole fails with its own code, and nothing of it is in Drive`(
        failure: Failure
    ) async throws {
        // Short only for those who are meant to be caught by it: anybody may be held up for some seconds.
        let pipes = try await PipeSite(idle: failure.end == .stall ? 2 : 60)
        let writer = try PipeWriterProcess(try await pipes.start(), bytes: failure.bytes, failure.end)
        let end = try await pipes.end()
        #expect(end["status"] == "failed" && end["code"] == .string(failure.code), "\(end)")
        let event = try await pipes.watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "failed" }
        #expect(event["code"] == .string(failure.code) && event["series"] == "pipe:nightly")
        #expect(pipes.site.backups.isEmpty && pipes.leftovers == [])
        // It is no failure of a backup of the house.
        let state = try await pipes.watcher.wait(for: "drivepipe/state") { $0["status"] == "idle" }
        #expect(state["error"]?["code"] == "none")
        writer.kill()
        await pipes.stop()
    }

    @Test(arguments: [0, 900_000])
    func `a writer that calls it off cancels the job`(bytes: Int) async throws {
        let pipes = try await PipeSite()
        let writer = try PipeWriterProcess(try await pipes.start(), bytes: bytes, .cancel)
        let end = try await pipes.end()
        #expect(end["status"] == "cancelled" && end["code"] == "cancelled_by_producer", "\(end)")
        let event = try await pipes.watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "cancelled" }
        #expect(event["by"] == "producer")
        #expect(try await writer.ended() == 0)
        #expect(pipes.site.backups.isEmpty && pipes.leftovers == [])
        await pipes.stop()
    }

    @Test func `a folder in place of Drive, and a copy beside Drive, take the same and nothing that is cut`()
        async throws
    {
        for isCopy in [false, true] {
            let shelf = try TemporaryFolder()
            let pipes = try await PipeSite {
                if isCopy {
                    $0.tee.directory = shelf.path
                } else {
                    $0.destination = .folder
                    $0.destinationDirectory = shelf.path
                }
            }
            let cut = try PipeWriterProcess(try await pipes.start("cut"), bytes: 900_000, .quit)
            #expect(try await pipes.end("cut")["code"] == "pipe_cut")
            _ = try await cut.ended()
            try await eventually { (try? FileManager.default.contentsOfDirectory(atPath: shelf.path)) == [] }
            let done = try PipeWriterProcess(
                try await pipes.start("done", keys: #", "queue": true"#), bytes: 900_000, .done)
            #expect(try await pipes.end("done")["status"] == "done")
            _ = try await done.ended()
            try await pipes.watcher.wait(for: "drivepipe/catalog") { $0["streams"] == 1 }
            try await eventually {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: shelf.path)) ?? []
                return names.count { $0.hasPrefix("nightly_") && $0.hasSuffix(".tar") } == 1
            }
            await pipes.stop()
        }
    }

    @Test func `nobody writes`() async throws {
        // As long as the second writer may take to begin.
        let pipes = try await PipeSite(wait: 10)
        _ = try await pipes.start()
        #expect(try await pipes.end()["code"] == "pipe_no_writer")
        #expect(pipes.site.backups.isEmpty && pipes.leftovers == [])
        // The next one is none the worse for it.
        let writer = try PipeWriterProcess(try await pipes.start("again"), bytes: 10, .done)
        #expect(try await pipes.end("again")["status"] == "done")
        _ = try await writer.ended()
        await pipes.stop()
    }

    @Test func `no upload session is opened before somebody has written something`() async throws {
        let pipes = try await PipeSite(wait: 2)
        _ = try await pipes.start()
        #expect(try await pipes.end()["code"] == "pipe_no_writer")
        #expect(!pipes.site.drive.requests.contains { $0.kind == .sessionStart })
        await pipes.stop()
    }

    @Test func `without frames the end of the file is success, with a warning`() async throws {
        let pipes = try await PipeSite()
        let writer = try PipeWriterProcess(try await pipes.start("n", #", "framed": false"#), bytes: 100_000, .raw)
        let end = try await pipes.end()
        #expect(try await writer.ended() == 0)
        #expect(end["status"] == "done" && end["data"]?["warnings"] == 1, "\(end)")
        #expect(pipes.site.backups.first?.md5 == PipeWriterProcess.md5(100_000))
        await pipes.stop()
    }

    @Test func `what is in the way stays, and nothing is written through it`() async throws {
        let pipes = try await PipeSite()
        let target = try pipes.site.folder.write("precious", to: "precious")
        let place = pipes.site.folder.path("pipes/nightly")
        #expect(symlink(target, place) == 0)
        try pipes.ask("link")
        #expect(try await pipes.end("link")["code"] == "pipe_in_the_way")
        unlink(place)
        try pipes.site.folder.write("mine", to: "pipes/nightly")
        try pipes.ask("file")
        #expect(try await pipes.end("file")["code"] == "pipe_in_the_way")
        #expect(try pipes.site.folder.read("pipes/nightly") == "mine")
        #expect(try pipes.site.folder.read("precious") == "precious")
        #expect(pipes.leftovers == ["nightly"])
        await pipes.stop()
    }

    @Test func `the pipe is the owner's alone`() async throws {
        let pipes = try await PipeSite()
        let path = try await pipes.start()
        var status = stat()
        #expect(lstat(path, &status) == 0)
        #expect(status.st_mode == S_IFIFO | 0o600)
        try pipes.watcher.send("drivepipe/command/cancel")
        #expect(try await pipes.end()["status"] == "cancelled")
        await pipes.stop()
    }

    @Test func `a dump of every hour pushes out no backup of the house`() async throws {
        let pipes = try await PipeSite {
            $0.retention.policy = RetentionPolicy(keepLast: 1)
        }
        try pipes.watcher.send("drivepipe/command/start", #"{"id": "house"}"#)
        #expect(try await pipes.end("house")["status"] == "done")
        for number in 1...3 {
            let writer = try PipeWriterProcess(
                try await pipes.start("n\(number)", keys: #", "queue": true"#), bytes: 100 + number, .done)
            #expect(try await pipes.end("n\(number)")["status"] == "done")
            _ = try await writer.ended()
        }
        // Until that is told, the agent is at it, and would refuse the next command.
        try await eventually {
            pipes.watcher.payloads(on: "drivepipe/event/maintenance").reduce(0) { $0 + ($1["deleted"]?.integer ?? 0) }
                == 2
        }
        #expect(Set(pipes.site.backups.map(\.appProperties["kind"])) == ["full", "stream"])
        // The one that was made last is the dump; `latest` is the house.
        try pipes.watcher.send("drivepipe/command/verify", #"{"id": "v"}"#)
        let verified = try await pipes.watcher.wait(for: "drivepipe/response/verify") { $0["final"] == true }
        let house = try #require(pipes.site.backups.first { $0.appProperties["kind"] == "full" })
        #expect(verified["data"]?["target"] == .string(house.id))
        await pipes.stop()
    }
}
