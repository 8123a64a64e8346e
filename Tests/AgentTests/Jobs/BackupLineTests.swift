import Agent
import Backup
import Catalog
import FoundationEssentials
import JSON
import Testing

/// Starts that wait for what runs, and backups that are read back.
@Suite struct BackupLineTests {
    let now = Date(timeIntervalSince1970: 1_767_225_600)

    private func start(
        _ id: String, waits: Bool = true, verifies: Bool = false, maxAge: Int64? = nil
    ) -> JobStateMachine.Event {
        var options = StartOptions(name: id, trigger: .mqtt)
        (options.waits, options.verifies, options.maxAge) = (waits, verifies, maxAge)
        return .command(CommandRequest(verb: "start", command: .start(options), id: id))
    }

    private func cancel(_ id: String, _ jobID: String? = nil) -> JobStateMachine.Event {
        .command(CommandRequest(verb: "cancel", command: .cancel(jobID: jobID), id: id))
    }

    private func busy() -> JobStateMachine {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(start("first"), now: now)
        return machine
    }

    @Test func `who waits is told so, and starts at the end of what runs, in order`() {
        var machine = busy()
        let promised = machine.handle(start("a"), now: now)
        #expect(promised.told == [Told("a", .accepted, "queued")])
        _ = machine.handle(start("b"), now: now)
        let end = machine.handle(.ended(.cancelled), now: now + 5)
        #expect(end.told == [Told("first", .cancelled), Told("a", .accepted)])
        #expect(machine.job?.name == "a")
        #expect(machine.job?.id == promised.answers.first?.jobID)
        _ = machine.handle(.ended(.completed(.sample)), now: now + 6)
        #expect(machine.job?.name == "b")
        #expect(machine.handle(.ended(.completed(.sample)), now: now + 7).told == [Told("b", .done)])
        #expect(machine.status == .idle)
    }

    @Test func `only a few wait`() {
        var machine = busy()
        for number in 1...BackupLine.capacity { _ = machine.handle(start("\(number)"), now: now) }
        #expect(machine.handle(start("x"), now: now).told == [Told("x", .rejected, "busy")])
        #expect(machine.handle(start("y", waits: false), now: now).told == [Told("y", .rejected, "busy")])
    }

    @Test func `a cancel ends what runs and drops what waits, and all are answered once`() {
        var machine = busy()
        _ = machine.handle(start("a"), now: now)
        _ = machine.handle(start("b"), now: now)
        let actions = machine.handle(cancel("c"), now: now)
        #expect(actions.told == [Told("a", .cancelled), Told("b", .cancelled), Told("c", .accepted)])
        #expect(actions.contains(.cancelJob))
        let end = machine.handle(.ended(.cancelled), now: now)
        #expect(end.told == [Told("first", .cancelled), Told("c", .done)])
        #expect(machine.status == .idle)
    }

    @Test func `one that waits can be dropped by its id, and what runs goes on`() throws {
        var machine = busy()
        let id = try #require(machine.handle(start("a"), now: now).answers.first?.jobID)
        #expect(machine.handle(cancel("c", id), now: now).told == [Told("a", .cancelled), Told("c", .done)])
        #expect(machine.handle(cancel("d", id), now: now).told == [Told("d", .rejected, "unknown_target")])
        #expect(machine.status == .preparing)
    }

    @Test func `the end of the agent answers who waits`() {
        var machine = busy()
        _ = machine.handle(start("a"), now: now)
        #expect(machine.handle(.stop, now: now).told == [Told("a", .cancelled)])
        let end = machine.handle(.ended(.cancelled), now: now)
        #expect(end.last == .leave)
        #expect(end.told == [Told("first", .cancelled)])
    }

    @Test func `one that is not wanted any more when its turn comes is not made`() {
        var machine = busy()
        _ = machine.handle(start("young", maxAge: 60), now: now)
        var late = CommandRequest(verb: "start", command: .start(waiting), id: "late")
        late.expiresAt = now + 10
        _ = machine.handle(.command(late), now: now)
        let end = machine.handle(.ended(.completed(.sample)), now: now + 20)
        #expect(
            end.told == [Told("first", .done), Told("young", .done, "fresh"), Told("late", .rejected, "expired")])
        #expect(machine.job == nil)
    }

    private var waiting: StartOptions {
        var options = StartOptions(trigger: .mqtt)
        options.waits = true
        return options
    }

    @Test func `retention that came due during a verification is done before the next backup`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        let verify = Command.verify(.latest, .full, trigger: .mqtt)
        _ = machine.handle(.command(CommandRequest(verb: "verify", command: verify)), now: now)
        _ = machine.handle(start("a"), now: now)
        #expect(machine.handle(.retentionIsDue, now: now) == [])
        _ = machine.handle(.ended(.cancelled), now: now)
        #expect(machine.job?.kind == .pruning(PruneOptions(trigger: .retention)))
        _ = machine.handle(.ended(.cancelled), now: now)
        #expect(machine.job?.name == "a")
    }

    @Test func `who repeats a request after its end is told that end`() {
        var machine = busy()
        _ = machine.handle(.ended(.completed(.sample)), now: now + 60)
        let again = machine.handle(start("first"), now: now + 61)
        #expect(again.told == [Told("first", .rejected, "duplicate")])
        #expect(again.answers.first?.data["status"] == "done")
        #expect(machine.status == .idle)
    }

    // MARK: Read back

    @Test func `a backup that is read back counts at once, and its starter is answered after the reading`() throws {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(start("a", verifies: true), now: now)
        let backup = machine.job
        let end = machine.handle(.ended(.completed(.sample)), now: now + 1)
        #expect(end.told == [])
        #expect(end.contains(.emit(.ended(try #require(backup), .completed(.sample)))))
        #expect(machine.memory.lastSuccessAt == now + 1)
        #expect(machine.job?.kind == .verification(of: .id(JobResult.sample.fileID), depth: .full))
        let failure = JobFailure(code: "archive_cut", message: "It ends too early.", isRetryable: false)
        let last = machine.handle(.ended(.failed(failure)), now: now + 2)
        #expect(last.told == [Told("a", .failed, "archive_cut")])
        let reply = try #require(last.answers.first)
        #expect(reply.data["file_id"] == .string(JobResult.sample.fileID))
        #expect(reply.data["name"] == .string(try #require(backup).name))
        #expect(reply.data["verification"]?["retryable"] == false)
        #expect(machine.memory.failure == nil)
    }

    @Test func `the reading can be cancelled; the backup stays`() throws {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(start("a", verifies: true), now: now)
        let id = machine.job?.id
        _ = machine.handle(.ended(.completed(.sample)), now: now)
        _ = machine.handle(cancel("c", id), now: now)
        let end = machine.handle(.ended(.cancelled), now: now)
        #expect(end.told == [Told("a", .cancelled), Told("c", .done)])
        #expect(end.answers.map(\.jobID) == [id, id])
        #expect(end.answers.first?.message.contains("is stored") == true)
        #expect(machine.memory.last?.result == .success)
    }

    @Test func `a backup that was complete when it was cancelled is not read back`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(start("a", verifies: true), now: now)
        _ = machine.handle(cancel("c"), now: now)
        let end = machine.handle(.ended(.completed(.sample)), now: now)
        #expect(end.told == [Told("a", .cancelled), Told("c", .done)])
        #expect(machine.status == .idle)
    }

    @Test func `a backup that failed is not read back`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(start("a", verifies: true), now: now)
        let failure = JobFailure(code: "network", message: "Gone.", isRetryable: true)
        #expect(machine.handle(.ended(.failed(failure)), now: now).told == [Told("a", .failed, "network")])
        #expect(machine.status == .idle)
    }
}

/// Who was told what.
private struct Told: Equatable {
    let id: String?
    let status: Reply.Status
    let code: String

    init(_ id: String?, _ status: Reply.Status, _ code: String = "ok") {
        self.id = id
        self.status = status
        self.code = code
    }
}

extension [JobStateMachine.Action] {
    fileprivate var answers: [Reply] {
        compactMap { if case .reply(let reply) = $0 { reply } else { nil } }
    }

    fileprivate var told: [Told] { answers.map { Told($0.id, $0.status, $0.code) } }
}
