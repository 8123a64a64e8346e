import FoundationEssentials
import JSON

/// What the agent does next: events go in, actions come out, and nothing else changes what it is doing.
///
/// idle → (start) → running → (completed, failed, cancelled) → idle; running → (cancel, stop) → cancelling → idle.
/// One job at a time: a start while one runs is answered `busy`, unless it wants to wait in line.
package struct JobStateMachine: Sendable {
    /// What happens to the jobs.
    package enum Event: Sendable {
        case command(CommandRequest)
        case moved(to: JobPhase)
        /// The running job passed another quarter of its bytes.
        case passed(percent: Int, bytesPerSecond: Int64?, finishAt: Date?)
        /// The named pipe of the running job is there, at this path.
        case pipeReady(String)
        case ended(JobOutcome)
        /// The rules let backups go.
        case retentionIsDue
        /// A backup is to be made that nobody asks for just now: the schedule wants it.
        case due(StartOptions)
        /// The agent is to end: the running job is cancelled first.
        case stop

        /// Whether a job goes on as before, only further.
        var isStep: Bool {
            guard case .moved = self else { return false }
            return true
        }
    }

    /// What is to be done about it.
    package enum Action: Sendable, Equatable {
        case start(Job)
        case cancelJob
        case reply(Reply)
        case publishState
        case emit(BackupEvent)
        case announce(MaintenanceEvent)
        case run(Errand, CommandRequest)
        case authorization(AuthorizationState.Event)
        /// The memory has changed: it is to outlive the agent.
        case remember
        /// Nothing runs any more and nothing will: the agent can leave.
        case leave
    }

    /// The job under way, and who waits for it.
    struct Running: Sendable {
        let job: Job
        /// Of a backup: what was asked for; the next one of several is asked for in the same way.
        var options: StartOptions?
        var phase = JobPhase.preparing
        var isCancelling = false
        /// Who asked for the job and for its end; they are answered when it ends.
        var starter: CommandRequest?
        /// Of a verification that follows a backup: what is being looked through.
        var made: (by: Job, result: JobResult)?
        var cancellers: [CommandRequest] = []

        /// Of one that has been cancelled: nobody here wanted that.
        var isCancelledByProducer: Bool {
            guard case .pipe = job.origin else { return false }
            return !isCancelling
        }
    }

    var running: Running?
    var line = BackupLine()
    /// The rules of retention came due while something ran that does not bring them about by itself.
    var owesRetention = false
    var isStopping = false
    var recent = RecentRequests()
    let nameTemplate: String
    /// Where named pipes are made.
    let pipeDirectory: String?
    package internal(set) var memory: JobMemory
    /// When the last good backup was made; unlike the last success it may be gone from the destination, or be damaged there.
    package var lastGoodAt: Date?

    package init(nameTemplate: String, pipeDirectory: String? = nil, memory: JobMemory = JobMemory()) {
        self.nameTemplate = nameTemplate
        self.pipeDirectory = pipeDirectory
        self.memory = memory
        lastGoodAt = memory.lastSuccessAt
    }

    /// The running job, if any.
    package var job: Job? { running?.job }

    package var status: AgentStatus {
        guard let running else { return .idle }
        if running.isCancelling { return .cancelling }
        return AgentStatus(running.phase)
    }

    package mutating func handle(_ event: Event, now: Date) -> [Action] {
        switch event {
        case .command(let request): return answer(request, now: now)
        case .moved(let phase): return move(to: phase)
        case .passed(let percent, let speed, let finishAt):
            guard let job, job.kind == .backup else { return [] }
            return [.emit(.progress(job, percent: percent, bytesPerSecond: speed, finishAt: finishAt))]
        case .pipeReady(let path): return job.map { [.emit(.pipeReady($0, path))] } ?? []
        case .ended(let outcome): return end(outcome, now: now)
        case .retentionIsDue: return prune(now: now)
        case .due(let options): return start(options, nil, now: now)
        case .stop: return stop()
        }
    }
}

extension JobStateMachine {
    private mutating func move(to phase: JobPhase) -> [Action] {
        guard let current = running?.phase, current != phase else { return [] }
        running?.phase = phase
        return [.publishState]
    }

    private mutating func stop() -> [Action] {
        isStopping = true
        let dropped = dropLine("The agent ends before its turn came.")
        return dropped + (running == nil ? [.leave] : beginCancelling())
    }
}
