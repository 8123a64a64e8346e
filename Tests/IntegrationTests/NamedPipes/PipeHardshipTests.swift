import Agent
import Catalog
import DriveSimulator
import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// Named pipes when something goes wrong in the worst moment.
@Suite struct PipeHardshipTests {
    /// Where a job through a pipe may be when it is cancelled.
    enum Moment: String, Sendable, CaseIterable {
        /// Nobody has opened the pipe yet.
        case waiting
        /// Somebody has, and writes nothing.
        case silent
        case streaming
        /// Drive takes nothing any more, so that the writer waits for room in the pipe.
        case hanging
    }

    @Test(arguments: Moment.allCases)
    func `a cancelled job lets go of its writer at once`(moment: Moment) async throws {
        let pipes = try await PipeSite()
        if moment == .hanging { pipes.site.drive.add(Fault(.delay(seconds: 100), on: .chunk, from: 2, times: nil)) }
        let path = try await pipes.start()
        var writer: PipeWriterProcess?
        switch moment {
        case .waiting: break
        case .silent: writer = try PipeWriterProcess(path, bytes: 0, .stall)
        case .streaming, .hanging: writer = try PipeWriterProcess(path, bytes: 0, .endless)
        }
        if moment != .waiting {
            try await pipes.watcher.wait(for: "drivepipe/state") { $0["status"] == "streaming" }
        }
        if moment == .streaming { try await eventually { pipes.site.drive.bytesReceived > 1 << 20 } }
        // Longer than it takes to fill the pipe, where Drive hangs.
        try await Task.sleep(for: .milliseconds(500))
        try pipes.watcher.send("drivepipe/command/cancel")
        let end = try await pipes.end()
        #expect(end["status"] == "cancelled" && end["code"] == "ok", "\(end)")
        if moment == .streaming || moment == .hanging {
            // By SIGPIPE, of which Python is told to die.
            #expect(try await writer?.ended() == nil)
        }
        writer?.kill()
        #expect(pipes.site.backups.isEmpty && pipes.leftovers == [])
        await pipes.stop()
    }

    @Test func `a writer that is killed in any moment leaves nothing that looks complete`() async throws {
        // One that is killed before it has opened the pipe is waited for.
        let pipes = try await PipeSite(wait: 2) { $0.retention.policy = RetentionPolicy() }
        let size = 4_000_000
        var whole = 0
        for number in 0..<40 {
            let writer = try PipeWriterProcess(
                try await pipes.start("k\(number)", keys: #", "queue": true"#), bytes: size, .done)
            // Around the time that Python takes to begin and to end.
            try await Task.sleep(for: .milliseconds(.random(in: 5...60)))
            writer.kill()
            let end = try await pipes.end("k\(number)")
            let expected: Set<JSON> = ["ok", "pipe_cut", "pipe_no_writer"]
            #expect(end["code"].map(expected.contains) == true, "\(end)")
            if end["status"] == "done" { whole += 1 }
            #expect(pipes.leftovers == [])
        }
        print("killed 40 times, \(whole) of them too late")
        #expect(pipes.site.backups.count == whole)
        #expect(pipes.site.backups.allSatisfy { $0.md5 == PipeWriterProcess.md5(size) })
        await pipes.stop()
    }

    @Test func `an upload that Google loses cannot begin again`() async throws {
        let pipes = try await PipeSite()
        pipes.site.drive.add(Fault(.expireSession(404), on: .chunk, from: 3))
        let writer = try PipeWriterProcess(try await pipes.start(), bytes: 0, .endless)
        let end = try await pipes.end()
        #expect(end["status"] == "failed" && end["code"] == "session_lost", "\(end)")
        #expect(try await writer.ended() == nil)
        #expect(pipes.site.backups.isEmpty && pipes.leftovers == [])
        await pipes.stop()
    }

    @Test(arguments: [false, true])
    func `an agent that is killed leaves no pipe behind once it is back`(isWriting: Bool) async throws {
        let site = try await Site(kibibytes: 1)
        try site.folder.makeFolder("pipes")
        let settings = ["DRIVEPIPE_PIPE_DIR": site.folder.path("pipes")]
        let watcher = try await Watcher(site)
        let agent = try DrivePipeRun(site, ["agent"], settings)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"source": {"pipe": "nightly"}}"#)
        let ready = try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "pipe_ready" }
        let path = try #require(ready["pipe"]?.string)
        var writer: PipeWriterProcess?
        if isWriting {
            writer = try PipeWriterProcess(path, bytes: 0, .endless)
            try await eventually { site.drive.bytesReceived > 1 << 20 }
        }
        kill(agent.pid, SIGKILL)
        #expect(try await agent.ended() == nil)
        if isWriting { #expect(try await writer?.ended() == nil) }
        try await watcher.wait(for: "drivepipe/availability", word: "offline")
        let next = try DrivePipeRun(site, ["agent"], settings)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try await eventually {
            (try? FileManager.default.contentsOfDirectory(atPath: site.folder.path("pipes"))) == []
        }
        #expect(site.backups.isEmpty)
        kill(next.pid, SIGTERM)
        #expect(try await next.ended() == 0)
        await watcher.stop()
    }

    @Test func `a script without a broker is told the path, and stores what it pipes`() async throws {
        let site = try await Site(kibibytes: 1)
        try site.folder.makeFolder("pipes")
        let run = try DrivePipeRun(
            site, ["backup", "--json", "--source-pipe", "nightly", "--extension", "sql"],
            ["DRIVEPIPE_PIPE_DIR": site.folder.path("pipes")])
        try await eventually { run.output.contains("pipe ready: \(site.folder.path("pipes/nightly"))") }
        let writer = try PipeWriterProcess(site.folder.path("pipes/nightly"), bytes: 300_000, .done)
        #expect(try await run.ended() == 0, "\(run.output)")
        #expect(try await writer.ended() == 0)
        #expect(try run.json()["series"] == "pipe:nightly")
        #expect(site.backups.first?.md5 == PipeWriterProcess.md5(300_000))
        let id = try #require(site.backups.first?.id)
        let restore = try DrivePipeRun(site, ["restore", id, "--to", site.folder.path("out"), "--json"])
        #expect(try await restore.ended() == 1)
        #expect(try restore.json()["error"] == "not_a_backup")
        let fetch = try DrivePipeRun(site, ["fetch", id, "--to", site.folder.path("state"), "--json"])
        #expect(try await fetch.ended() == 0)
        #expect(try fetch.json()["path"]?.string?.hasSuffix(".sql") == true)
        let verify = try DrivePipeRun(site, ["verify", id, "--json"])
        #expect(try await verify.ended() == 0, "\(verify.output)")
        let list = try DrivePipeRun(site, ["list"])
        #expect(try await list.ended() == 0)
        #expect(list.output.contains("SERIES") && list.output.contains("pipe:nightly"))
        let delete = try DrivePipeRun(site, ["delete", id, "--json"])
        #expect(try await delete.ended() == 1)
        #expect(delete.output.contains("newest_good_backup"), "\(delete.output)")
    }

    @Test func `one that is called off is told to a script as cancelled`() async throws {
        let site = try await Site(kibibytes: 1)
        try site.folder.makeFolder("pipes")
        let run = try DrivePipeRun(
            site, ["backup", "--json", "--source-pipe", "nightly"],
            ["DRIVEPIPE_PIPE_DIR": site.folder.path("pipes")])
        try await eventually { run.output.contains("pipe ready: ") }
        let writer = try PipeWriterProcess(site.folder.path("pipes/nightly"), bytes: 300_000, .cancel)
        #expect(try await run.ended() == 130, "\(run.output)")
        #expect(try await writer.ended() == 0)
        #expect(try run.json()["error"] == "cancelled")
        #expect(site.backups.isEmpty)
    }
}
