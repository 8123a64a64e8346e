import Agent
import Catalog
import DriveSimulator
import FoundationEssentials
import JSON
import TestSupport
import Testing

/// What comes through a named pipe and goes into a backup of the house.
@Suite struct PipeMemberTests {
    private static let asMember = #", "as": "member", "extension": "sql""#

    @Test(arguments: [nil, "key"])
    func `it is a part of an ordinary backup, verified with it`(password: String?) async throws {
        let pipes = try await PipeSite { $0.backup.password = password.map(Secret.init) }
        let path = try await pipes.start("n", Self.asMember, keys: #", "name": "House", "verify": true, "pin": true"#)
        let writer = try PipeWriterProcess(path, bytes: 3_000_000, .done)
        #expect(try await writer.ended() == 0)
        let end = try await pipes.end()
        #expect(end["status"] == "done" && end["data"]?["series"] == .null, "\(end)")
        #expect(end["data"]?["warnings"] == 0, "\(end)")
        #expect(end["data"]?["verification"]?["contents_checked"] == true)
        let file = try #require(pipes.site.backups.first)
        #expect(file.appProperties["kind"] == "full" && file.appProperties["series"] == nil)
        #expect(file.name.hasPrefix("House_") && file.name.hasSuffix(".tar"))
        #expect(pipes.leftovers == [])
        let catalog = try await pipes.watcher.wait(for: "drivepipe/catalog") { $0["newest_at"] != .null }
        #expect(catalog["streams"] == 0 && catalog["backups"]?.array?.count == 1)
        let state = try await pipes.watcher.wait(for: "drivepipe/state") { $0["last_success_at"] != .null }
        #expect(state["last"]?["name"] == "House")
        await pipes.stop()
    }

    @Test(arguments: [
        (PipeWriterProcess.End.die, 0, "pipe_cut"), (.die, 3_000_000, "pipe_cut"), (.quit, 900_000, "pipe_cut"),
        (.cut, 3_000_000, "pipe_cut"), (.oversize, 3_000_000, "pipe_bad_frame"), (.raw, 900_000, "pipe_bad_frame"),
        (.stall, 3_000_000, "pipe_stalled"), (.done, 0, "pipe_empty"),
    ])
    func `a stream that is no whole fails the whole backup, and nothing of it is in Drive`(
        end: PipeWriterProcess.End, bytes: Int, code: String
    ) async throws {
        let pipes = try await PipeSite(idle: 2)
        let writer = try PipeWriterProcess(try await pipes.start("n", Self.asMember), bytes: bytes, end)
        let reply = try await pipes.end()
        #expect(reply["status"] == "failed" && reply["code"] == .string(code), "\(reply)")
        #expect(pipes.site.backups.isEmpty && pipes.leftovers == [])
        // The house has no backup now, and everybody shall know.
        let state = try await pipes.watcher.wait(for: "drivepipe/state") {
            $0["status"] == "idle" && $0["error"]?["code"] == .string(code)
        }
        #expect(state["last_success_at"] == .null)
        writer.kill()
        await pipes.stop()
    }

    @Test(arguments: [0, 3_000_000])
    func `a writer that calls it off cancels the backup`(bytes: Int) async throws {
        let pipes = try await PipeSite()
        let writer = try PipeWriterProcess(try await pipes.start("n", Self.asMember), bytes: bytes, .cancel)
        let end = try await pipes.end()
        #expect(end["status"] == "cancelled" && end["code"] == "cancelled_by_producer", "\(end)")
        #expect(try await writer.ended() == 0)
        #expect(pipes.site.backups.isEmpty && pipes.leftovers == [])
        await pipes.stop()
    }

    @Test func `cancelling ends the writer by SIGPIPE`() async throws {
        let pipes = try await PipeSite()
        let writer = try PipeWriterProcess(try await pipes.start("n", Self.asMember), bytes: 0, .endless)
        _ = try await pipes.watcher.wait(for: "drivepipe/progress") { ($0["done_bytes"]?.integer ?? 0) > 0 }
        try pipes.watcher.send("drivepipe/command/cancel")
        #expect(try await pipes.end()["status"] == "cancelled")
        #expect(try await writer.ended() == nil)
        #expect(pipes.site.backups.isEmpty && pipes.leftovers == [])
        await pipes.stop()
    }

    @Test func `retention counts it as a backup of the house`() async throws {
        let pipes = try await PipeSite { $0.retention.policy = RetentionPolicy(keepLast: 1) }
        try pipes.watcher.send("drivepipe/command/start", #"{"id": "house"}"#)
        #expect(try await pipes.end("house")["status"] == "done")
        let first = try #require(pipes.site.backups.first)
        let writer = try PipeWriterProcess(
            try await pipes.start("n", Self.asMember, keys: #", "queue": true"#), bytes: 100, .done)
        #expect(try await pipes.end()["status"] == "done")
        _ = try await writer.ended()
        try await eventually { pipes.site.backups.count == 1 }
        #expect(pipes.site.backups.first?.id != first.id)
        await pipes.stop()
    }

    @Test func `folders may be chosen for it, and frames may not be left out`() async throws {
        let pipes = try await PipeSite()
        try pipes.ask("raw", #", "as": "member", "framed": false"#)
        #expect(try await pipes.end("raw")["code"] == "invalid_payload")
        try pipes.ask("shape", #", "as": "folder""#)
        #expect(try await pipes.end("shape")["code"] == "invalid_payload")
        let path = try await pipes.start("n", Self.asMember, keys: #", "kind": "partial", "exclude": ["*.log"]"#)
        let writer = try PipeWriterProcess(path, bytes: 10, .done)
        #expect(try await pipes.end()["status"] == "done")
        #expect(try await writer.ended() == 0)
        #expect(pipes.site.backups.first?.appProperties["kind"] == "partial")
        await pipes.stop()
    }
}
