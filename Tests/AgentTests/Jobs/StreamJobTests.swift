import Agent
import FoundationEssentials
import JSON
import Testing

/// What comes through a named pipe is no backup of the house, and must never be taken for one.
@Suite struct StreamJobTests {
    private let now = Date(timeIntervalSince1970: 1_767_225_600)

    private func machine() -> JobStateMachine {
        JobStateMachine(nameTemplate: "Night", pipeDirectory: "/share/pipes")
    }

    private func start(verifies: Bool = false) throws -> CommandRequest {
        let order = try #require(PipeOrder(name: "nightly"))
        var options = StartOptions(trigger: .mqtt)
        options.origin = .pipe(order)
        options.verifies = verifies
        return CommandRequest(verb: "start", command: .start(options), id: "p")
    }

    private var stored: JobResult {
        var result = JobResult.sample
        result.series = "pipe:nightly"
        return result
    }

    @Test func `whoever asks is told the pipe's path at once, and everybody when it is there`() throws {
        var machine = machine()
        let actions = machine.handle(.command(try start()), now: now)
        #expect(actions.replies.first?.data == ["pipe": "/share/pipes/nightly"])
        let job = try #require(machine.job)
        #expect(job.name.hasPrefix("nightly 20"))
        let ready = machine.handle(.pipeReady("/share/pipes/nightly"), now: now)
        #expect(ready == [.emit(.pipeReady(job, "/share/pipes/nightly"))])
        let event = BackupEvent.pipeReady(job, "/share/pipes/nightly")
        #expect(event.type == "pipe_ready" && event.details["pipe"] == "/share/pipes/nightly")
        #expect(event.details["job_id"] == .string(job.id) && event.details["series"] == "pipe:nightly")
    }

    @Test func `one that waits in line is told the path, too`() throws {
        var machine = machine()
        _ = machine.handle(.command(try start()), now: now)
        var request = try start()
        request.id = "q"
        guard case .start(var options) = request.command else { return }
        options.waits = true
        request.command = .start(options)
        let reply = machine.handle(.command(request), now: now).replies.first
        #expect(reply?.code == "queued" && reply?.data == ["pipe": "/share/pipes/nightly"])
    }

    @Test func `a dump that is stored is no last good backup`() throws {
        var machine = machine()
        _ = machine.handle(.command(try start()), now: now)
        let end = machine.handle(.ended(.completed(stored)), now: now + 1)
        #expect(end.replies.first?.data["series"] == "pipe:nightly")
        #expect(machine.lastGoodAt == nil)
        #expect(machine.memory == JobMemory())
        // So that a backup of the house is made although one thing was stored a moment ago.
        var options = StartOptions(trigger: .mqtt)
        options.maxAge = 3_600
        let house = CommandRequest(verb: "start", command: .start(options))
        #expect(machine.handle(.command(house), now: now + 2).replies.map(\.status) == [.accepted])
    }

    @Test func `one that fails leaves what is known of the house as it was`() throws {
        var machine = machine()
        _ = machine.handle(
            .command(CommandRequest(verb: "start", command: .start(StartOptions(trigger: .mqtt)))), now: now)
        _ = machine.handle(.ended(.completed(.sample)), now: now)
        let memory = machine.memory
        _ = machine.handle(.command(try start()), now: now + 1)
        let failure = JobFailure(code: "pipe_stalled", message: "Stuck.", isRetryable: false)
        let end = machine.handle(.ended(.failed(failure)), now: now + 2)
        #expect(end.replies.map(\.code) == ["pipe_stalled"])
        #expect(machine.memory == memory && machine.lastGoodAt == now)
    }

    @Test func `a dump that is read back and found broken says nothing of the house`() throws {
        var machine = machine()
        machine.lastGoodAt = now
        _ = machine.handle(.command(try start(verifies: true)), now: now)
        _ = machine.handle(.ended(.completed(stored)), now: now + 1)
        #expect(machine.status == .preparing)
        let failure = JobFailure(code: "checksum_mismatch", message: "Broken.", isRetryable: false)
        _ = machine.handle(.ended(.failed(failure)), now: now + 2)
        #expect(machine.lastGoodAt == now)
    }

    @Test func `whoever writes may cancel, and everybody is told who it was`() throws {
        var machine = machine()
        _ = machine.handle(.command(try start()), now: now)
        let job = try #require(machine.job)
        let end = machine.handle(.ended(.cancelled), now: now + 1)
        #expect(end.contains(.emit(.cancelled(job, by: .producer))))
        let reply = try #require(end.replies.first)
        #expect(reply.status == .cancelled && reply.code == "cancelled_by_producer")
        #expect(reply.message.contains("cancelled"))
    }

    @Test func `a command that cancels is told as that`() throws {
        var machine = machine()
        _ = machine.handle(.command(try start()), now: now)
        let job = try #require(machine.job)
        _ = machine.handle(.command(CommandRequest(verb: "cancel", command: .cancel(jobID: nil))), now: now)
        let end = machine.handle(.ended(.cancelled), now: now + 1)
        #expect(end.contains(.emit(.cancelled(job, by: .command))))
        #expect(end.replies.first?.code == "ok")
    }
}
