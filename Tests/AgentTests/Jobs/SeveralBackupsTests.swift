import Agent
import FoundationEssentials
import JSON
import Testing

/// Backups that are stored one after the other because of one command.
@Suite struct SeveralBackupsTests {
    let now = Date(timeIntervalSince1970: 1_767_225_600)

    @Test func `as long as more wait, the end of one begins the next, which nobody is answered for`() throws {
        var machine = started()
        let first = try #require(machine.job)
        let actions = machine.handle(.ended(.completed(made(remaining: 1))), now: now + 60)
        #expect(actions.replies.map(\.id) == ["a"])
        let second = try #require(machine.job)
        #expect(second.id != first.id && second.origin == .supervisor(.missing))
        #expect(actions.contains(.start(second)))
        let last = machine.handle(.ended(.completed(made(remaining: 0))), now: now + 120)
        #expect(last.replies.isEmpty && machine.status == .idle)
    }

    @Test func `each is read back before the next one begins, if that was asked for`() throws {
        var machine = started { $0.verifies = true }
        _ = machine.handle(.ended(.completed(made(remaining: 1))), now: now + 60)
        #expect(machine.job?.kind.noun == "verification")
        _ = machine.handle(.ended(.verified(.sample)), now: now + 120)
        let second = try #require(machine.job)
        #expect(second.kind == .backup && second.verifies)
    }

    @Test func `a failure ends them all, and so does a cancel`() throws {
        var machine = started()
        let failure = JobFailure(code: "network", message: "No.", isRetryable: true)
        _ = machine.handle(.ended(.failed(failure)), now: now + 60)
        #expect(machine.status == .idle)
        machine = started()
        _ = machine.handle(
            .command(CommandRequest(verb: "cancel", command: .cancel(jobID: nil))), now: now + 60)
        _ = machine.handle(.ended(.completed(made(remaining: 1))), now: now + 61)
        #expect(machine.status == .idle)
    }

    @Test func `where nothing is to be done, the last backup and its error stay what is remembered`() throws {
        var machine = started()
        let failure = JobFailure(code: "network", message: "No.", isRetryable: true)
        _ = machine.handle(.ended(.failed(failure)), now: now + 60)
        let (last, error) = (machine.memory.last, machine.memory.failure)
        machine = started(machine, id: "b")
        let actions = machine.handle(.ended(.skipped("All is stored.")), now: now + 120)
        #expect(machine.memory.last == last && machine.memory.failure == error)
        let reply = try #require(actions.replies.first)
        #expect(reply.status == .done && reply.code == "nothing_to_do" && reply.data["skipped"] == true)
        #expect(actions.contains(.emit(.skipped(.nothingToDo, "All is stored.", trigger: .mqtt))))
    }

    private func started(
        _ machine: JobStateMachine = JobStateMachine(nameTemplate: "Night"), id: String = "a",
        _ change: (inout StartOptions) -> Void = { _ in }
    ) -> JobStateMachine {
        var (machine, options) = (machine, StartOptions(trigger: .mqtt))
        options.origin = .supervisor(.missing)
        change(&options)
        _ = machine.handle(.command(CommandRequest(verb: "start", command: .start(options), id: id)), now: now)
        return machine
    }

    private func made(remaining: Int) -> JobResult {
        var result = JobResult.sample
        result.remaining = remaining
        return result
    }
}
