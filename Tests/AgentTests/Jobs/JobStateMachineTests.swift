import Agent
import Backup
import Catalog
import FoundationEssentials
import JSON
import Testing

@Suite struct JobStateMachineTests {
    let now = Date(timeIntervalSince1970: 1_767_225_600)

    @Test func `a start is accepted, begins a job and is told to everybody`() throws {
        var machine = JobStateMachine(nameTemplate: "Night")
        let actions = machine.handle(.command(start(id: "a")), now: now)
        let job = try #require(machine.job)
        #expect(job.name == "Night")
        #expect(job.id.hasPrefix("20260101T000000Z-"))
        #expect(actions.replies.map(\.status) == [.accepted])
        #expect(actions.contains(.start(job)))
        #expect(actions.contains(.emit(.started(job))))
        #expect(machine.status == .preparing)
    }

    @Test func `a job has its name without placeholders`() throws {
        var machine = JobStateMachine(nameTemplate: "Night {date} {time}")
        _ = machine.handle(.command(start()), now: now)
        let name = try #require(machine.job?.name)
        #expect(name.hasPrefix("Night 20") && !name.contains("{"))
    }

    @Test func `a second start is answered busy and the running job stays untouched`() throws {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(start()), now: now)
        let first = machine.job
        let actions = machine.handle(.command(start()), now: now + 60)
        #expect(actions.replies.map(\.code) == ["busy"])
        #expect(actions.count == 1)
        #expect(machine.job == first)
    }

    @Test func `phases of the job are the status`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(start()), now: now)
        #expect(machine.handle(.moved(to: .streaming), now: now) == [.publishState])
        #expect(machine.status == .streaming)
        #expect(machine.handle(.moved(to: .streaming), now: now) == [])
        _ = machine.handle(.moved(to: .finalizing), now: now)
        #expect(machine.status == .finalizing)
    }

    @Test func `an end answers the starter, is remembered, and lets the next one start`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(start(id: "a")), now: now)
        let actions = machine.handle(.ended(.completed(.sample)), now: now + 60)
        #expect(actions.replies.map(\.status) == [.done])
        #expect(actions.replies.first?.id == "a")
        #expect(machine.memory.lastSuccessAt == now + 60)
        #expect(machine.memory.last?.result == .success)
        #expect(machine.status == .idle)
        #expect(machine.handle(.command(start()), now: now + 61).replies.map(\.status) == [.accepted])
    }

    @Test func `a failure keeps the last success and stands until the next one`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(start()), now: now)
        _ = machine.handle(.ended(.completed(.sample)), now: now + 1)
        _ = machine.handle(.command(start()), now: now + 2)
        let failure = JobFailure(code: "drive_quota", message: "Full.", isRetryable: false)
        let actions = machine.handle(.ended(.failed(failure)), now: now + 3)
        #expect(actions.replies.map(\.code) == ["drive_quota"])
        #expect(machine.memory.lastSuccessAt == now + 1)
        #expect(machine.memory.lastSuccessSize == 1_000)
        #expect(machine.memory.failure?.code == "drive_quota")
        _ = machine.handle(.command(start()), now: now + 4)
        _ = machine.handle(.ended(.completed(.sample)), now: now + 5)
        #expect(machine.memory.failure == nil)
    }

    @Test func `a backup with warnings is a success that says so`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(start()), now: now)
        var result = JobResult.sample
        result.warningCount = 2
        _ = machine.handle(.ended(.completed(result)), now: now)
        #expect(machine.memory.last?.result == .warning)
        #expect(machine.memory.lastSuccessAt == now)
    }

    @Test func `a cancel stops the job once and everyone who asked hears of its end`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(start(id: "s")), now: now)
        let first = machine.handle(.command(cancel(id: "c1")), now: now)
        #expect(first.contains(.cancelJob))
        #expect(machine.status == .cancelling)
        let second = machine.handle(.command(cancel(id: "c2")), now: now)
        #expect(!second.contains(.cancelJob))
        let end = machine.handle(.ended(.cancelled), now: now)
        #expect(end.replies.map(\.id) == ["s", "c1", "c2"])
        #expect(end.replies.map(\.status) == [.cancelled, .done, .done])
        #expect(machine.memory.failure == nil)
    }

    @Test func `a cancel without a job is done at once, one for another job is refused`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        #expect(machine.handle(.command(cancel()), now: now).replies.map(\.status) == [.done])
        _ = machine.handle(.command(start()), now: now)
        let other = machine.handle(.command(cancel(jobID: "other")), now: now)
        #expect(other.replies.map(\.code) == ["unknown_target"])
        #expect(machine.status == .preparing)
    }

    @Test func `a cancel that comes too late is told that the backup is complete`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(start()), now: now)
        _ = machine.handle(.command(cancel(id: "c")), now: now)
        let end = machine.handle(.ended(.completed(.sample)), now: now)
        #expect(end.replies.last?.message.contains("complete before") == true)
    }

    @Test func `a backup that is due starts unasked, and is told as skipped while another job runs`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        let actions = machine.handle(.due(StartOptions(trigger: .schedule)), now: now)
        #expect(actions.replies.isEmpty && machine.job?.trigger == .schedule)
        let second = machine.handle(.due(StartOptions(trigger: .schedule)), now: now + 1)
        guard case .emit(.skipped(.busy, _, trigger: .schedule)) = second.first else {
            Issue.record("\(second)")
            return
        }
        #expect(second.count == 1)
    }

    @Test(arguments: [(59, true), (60, false), (-5, false)])
    func `no backup is made when the last one is young enough`(age: Int, isSkipped: Bool) {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(start()), now: now)
        _ = machine.handle(.ended(.completed(.sample)), now: now)
        var options = StartOptions(trigger: .mqtt)
        options.maxAge = 60
        let request = CommandRequest(verb: "start", command: .start(options), id: "n")
        let actions = machine.handle(.command(request), now: now + TimeInterval(age))
        #expect(actions.replies.map(\.code) == [isSkipped ? "fresh" : "ok"])
        #expect((machine.job == nil) == isSkipped)
    }

    @Test func `the same request id is answered from memory and starts nothing`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(start(id: "a")), now: now)
        _ = machine.handle(.ended(.completed(.sample)), now: now + 5)
        let again = machine.handle(.command(start(id: "a")), now: now + 10)
        #expect(again.replies.map(\.code) == ["duplicate"])
        #expect(machine.job == nil)
        let later = machine.handle(.command(start(id: "a")), now: now + 700)
        #expect(later.replies.map(\.status) == [.accepted])
    }

    @Test func `an idle agent leaves at once, a busy one cancels its job first and takes no other`() {
        var idle = JobStateMachine(nameTemplate: "Night")
        #expect(idle.handle(.stop, now: now) == [.leave])
        var busy = JobStateMachine(nameTemplate: "Night")
        _ = busy.handle(.command(start()), now: now)
        #expect(busy.handle(.stop, now: now) == [.cancelJob, .publishState])
        let end = busy.handle(.ended(.cancelled), now: now)
        #expect(end.last == .leave)
        for case .emit(let event) in end { #expect(event.payload(id: "e", at: now)["by"] == "stop") }
        #expect(busy.handle(.command(start()), now: now).replies.map(\.code) == ["busy"])
    }

    @Test func `a verification is a job of its own that leaves the memory of backups alone`() throws {
        var machine = JobStateMachine(nameTemplate: "Night")
        let actions = machine.handle(.command(verify(id: "v")), now: now)
        let job = try #require(machine.job)
        #expect(job.kind == .verification(of: .latest, depth: .full))
        #expect(actions.replies.map(\.status) == [.accepted])
        #expect(actions.dropFirst() == [.start(job), .publishState])
        _ = machine.handle(.moved(to: .verifying), now: now)
        #expect(machine.status == .verifying)
        #expect(machine.handle(.passed(percent: 25, bytesPerSecond: nil, finishAt: nil), now: now) == [])
        let end = machine.handle(.ended(.verified(.sample)), now: now + 60)
        #expect(end.contains(.announce(.verified(job, .sample))))
        #expect(end.replies.map(\.status) == [.done])
        #expect(machine.memory == JobMemory())
    }

    @Test func `a damaged backup fails its verification, and no backup`() throws {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(verify(id: "v")), now: now)
        let job = try #require(machine.job)
        let failure = JobFailure(code: "archive_cut", message: "It ends too early.", isRetryable: false)
        let end = machine.handle(.ended(.failed(failure)), now: now)
        #expect(end.contains(.announce(.verifyFailed(job, failure))))
        #expect(end.replies.map(\.code) == ["archive_cut"])
        #expect(machine.memory.failure == nil)
    }

    @Test func `one job at a time, of whatever kind`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(verify(id: "v")), now: now)
        #expect(machine.handle(.command(start()), now: now).replies.map(\.code) == ["busy"])
        #expect(machine.handle(.command(cancel()), now: now).contains(.cancelJob))
        let end = machine.handle(.ended(.cancelled), now: now)
        #expect(end.replies.map(\.message) == ["The verification was cancelled.", "The verification was cancelled."])
    }

    @Test func `rules that let something go start a prune, unless something else runs`() throws {
        var machine = JobStateMachine(nameTemplate: "Night")
        let actions = machine.handle(.retentionIsDue, now: now)
        let job = try #require(machine.job)
        #expect(actions == [.start(job), .publishState])
        #expect(job.kind == .pruning(PruneOptions(trigger: .retention)) && job.trigger == .retention)
        #expect(machine.handle(.retentionIsDue, now: now) == [])
        #expect(machine.handle(.command(start()), now: now).replies.map(\.code) == ["busy"])
        let result = PruneResult(isDryRun: false, plan: RetentionPlan(decisions: []), deleted: [])
        let end = machine.handle(.ended(.pruned(result)), now: now)
        #expect(end == [.publishState, .announce(.pruned(job, result))])
        #expect(machine.memory == JobMemory())
    }

    @Test func `nothing is pruned on the way out`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(start()), now: now)
        _ = machine.handle(.stop, now: now)
        _ = machine.handle(.ended(.cancelled), now: now)
        #expect(machine.handle(.retentionIsDue, now: now) == [])
    }

    @Test func `an errand runs beside a job, and a repeated one does not run twice`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        _ = machine.handle(.command(start()), now: now)
        let request = CommandRequest(verb: "refresh", command: .errand(.refresh), id: "r")
        let actions = machine.handle(.command(request), now: now)
        #expect(actions.replies.map(\.status) == [.accepted] && actions.contains(.run(.refresh, request)))
        #expect(machine.handle(.command(request), now: now).replies.map(\.code) == ["duplicate"])
    }

    @Test func `a repeated sign-in does not start another, and is told what came of the first`() {
        var machine = JobStateMachine(nameTemplate: "Night")
        let request = CommandRequest(verb: "authorize", command: .authorize(force: false), id: "a")
        #expect(machine.handle(.command(request), now: now) == [.authorization(.authorize(request, force: false))])
        let early = machine.handle(.command(request), now: now)
        #expect(early.replies.map(\.code) == ["duplicate"] && early.replies[0].data["status"] == "accepted")
        machine.remember(Reply(to: request, .done, .ok, "Connected."), now: now)
        let late = machine.handle(.command(request), now: now)
        #expect(late.replies.map(\.code) == ["duplicate"] && late.replies[0].data["message"] == "Connected.")
    }

    private func verify(id: String) -> CommandRequest {
        CommandRequest(verb: "verify", command: .verify(.latest, .full, trigger: .mqtt), id: id)
    }

    private func start(id: String? = nil) -> CommandRequest {
        CommandRequest(verb: "start", command: .start(StartOptions(trigger: .mqtt)), id: id)
    }

    private func cancel(id: String? = nil, jobID: String? = nil) -> CommandRequest {
        CommandRequest(verb: "cancel", command: .cancel(jobID: jobID), id: id)
    }
}

extension [JobStateMachine.Action] {
    var replies: [Reply] {
        compactMap { if case .reply(let reply) = $0 { reply } else { nil } }
    }
}

extension VerificationResult {
    static let sample = VerificationResult(
        target: "f1", name: "Night", depth: .full, members: 2, entries: 40, contentsChecked: true, bytesRead: 1_000,
        duration: 3)
}

extension JobResult {
    static let sample = JobResult(
        fileID: "f1", fileName: "Night.tar", slug: "abcd1234", sizeBytes: 1_000, md5: "0", duration: 59.6, notices: [],
        warningCount: 0, members: [])
}
