import FoundationEssentials
import JSON

/// What the agent does next: events go in, actions come out, and nothing else changes what it is doing.
///
/// idle → (start) → running → (completed, failed, cancelled) → idle; running → (cancel, stop) → cancelling → idle.
/// One job at a time: a start while one runs is answered `busy`.
package struct JobStateMachine: Sendable {
    package enum Event: Sendable {
        case command(CommandRequest)
        case moved(to: JobPhase)
        /// The running job passed another quarter of its bytes.
        case passed(percent: Int, bytesPerSecond: Int64?, finishAt: Date?)
        case ended(JobOutcome)
        /// The rules let backups go.
        case retentionIsDue
        /// The agent is to end: the running job is cancelled first.
        case stop
    }

    package enum Action: Sendable, Equatable {
        case start(Job)
        case cancelJob
        case reply(Reply)
        case publishState
        case emit(BackupEvent)
        case announce(MaintenanceEvent)
        case run(Errand, CommandRequest)
        case authorization(AuthorizationState.Event)
        case remember(JobMemory)
        /// Nothing runs any more and nothing will: the agent can leave.
        case leave
    }

    private struct Running: Sendable {
        let job: Job
        var phase = JobPhase.preparing
        var isCancelling = false
        /// Who asked for the job and for its end; they are answered when it ends.
        var starter: CommandRequest?
        var cancellers: [CommandRequest] = []
    }

    private var running: Running?
    private var isStopping = false
    private var recent = RecentRequests()
    private let nameTemplate: String
    package private(set) var memory: JobMemory

    package init(nameTemplate: String, memory: JobMemory = JobMemory()) {
        self.nameTemplate = nameTemplate
        self.memory = memory
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
        case .ended(let outcome): return end(outcome, now: now)
        case .retentionIsDue: return prune(now: now)
        case .stop: return stop()
        }
    }
}

extension JobStateMachine {
    private mutating func answer(_ request: CommandRequest, now: Date) -> [Action] {
        if let first = recent.answer(to: request, now: now) {
            return [
                .reply(
                    Reply(
                        to: request, .rejected, .duplicate, "This request was answered before.", jobID: first.jobID,
                        data: first.payload(at: now)))
            ]
        }
        let actions: [Action] =
            switch request.command {
            case .start(let options): start(options, request, now: now)
            case .verify(let target, let depth, let trigger):
                begin(
                    Job(
                        id: Job.newID(at: now), verifying: target, depth: depth, trigger: trigger, startedAt: now),
                    request)
            case .prune(let options):
                begin(Job(id: Job.newID(at: now), pruning: options, startedAt: now), request)
            case .errand(let errand):
                [.reply(Reply(to: request, .accepted, .ok, "It is being done.")), .run(errand, request)]
            case .authorize(let force): [.authorization(.authorize(request, force: force))]
            case .deauthorize(let force): [.authorization(.deauthorize(request, force: force))]
            case .cancel(let jobID): cancel(jobID, request)
            }
        // Google may take its time: until it has answered, a repetition is told that it is being done.
        remember(Reply(to: request, .accepted, .ok, "It is being done."), now: now)
        for case .reply(let reply) in actions { remember(reply, now: now) }
        return actions
    }

    /// The last answer that a request got, for who sends the same again.
    package mutating func remember(_ reply: Reply, now: Date) {
        recent.remember(reply, now: now)
    }

    private mutating func start(_ options: StartOptions, _ request: CommandRequest, now: Date) -> [Action] {
        begin(
            Job(
                id: Job.newID(at: now), nameFrom: options.name ?? nameTemplate, exclude: options.exclude,
                include: options.include, isPinned: options.isPinned, trigger: options.trigger, startedAt: now),
            request)
    }

    private mutating func begin(_ next: Job, _ request: CommandRequest) -> [Action] {
        if let job {
            let since = job.startedAt.payloadText
            let data: JSON = ["job_id": .string(job.id), "since": .string(since)]
            return [
                .reply(
                    Reply(
                        to: request, .rejected, .busy, "A \(job.kind.noun) is running since \(since).", jobID: job.id,
                        data: data)
                )
            ]
        }
        if isStopping { return [.reply(Reply(to: request, .rejected, .busy, "The agent is about to end."))] }
        running = Running(job: next, starter: request)
        let accepted = Reply(to: request, .accepted, .ok, "The \(next.kind.noun) has started.", jobID: next.id)
        guard next.kind == .backup else { return [.reply(accepted), .start(next), .publishState] }
        memory.begin(next)
        return [.reply(accepted), .start(next), .remember(memory), .publishState, .emit(.started(next))]
    }

    /// Of the agent's own accord: while a job runs, its end is soon enough.
    private mutating func prune(now: Date) -> [Action] {
        guard running == nil, !isStopping else { return [] }
        let job = Job(id: Job.newID(at: now), pruning: PruneOptions(trigger: .retention), startedAt: now)
        running = Running(job: job)
        return [.start(job), .publishState]
    }

    private mutating func cancel(_ jobID: String?, _ request: CommandRequest) -> [Action] {
        if let jobID, jobID != job?.id {
            return [.reply(Reply(to: request, .rejected, .unknownTarget, "No job of that id is running."))]
        }
        guard let job else {
            return [.reply(Reply(to: request, .done, .ok, "Nothing was running."))]
        }
        running?.cancellers.append(request)
        let reply = Reply(to: request, .accepted, .ok, "The \(job.kind.noun) is being cancelled.", jobID: job.id)
        return [.reply(reply)] + beginCancelling()
    }

    private mutating func beginCancelling() -> [Action] {
        guard running?.isCancelling == false else { return [] }
        running?.isCancelling = true
        return [.cancelJob, .publishState]
    }

    private mutating func move(to phase: JobPhase) -> [Action] {
        guard let current = running?.phase, current != phase else { return [] }
        running?.phase = phase
        return [.publishState]
    }

    private mutating func stop() -> [Action] {
        isStopping = true
        return running == nil ? [.leave] : beginCancelling()
    }

    private mutating func end(_ outcome: JobOutcome, now: Date) -> [Action] {
        guard let ended = running else { return [] }
        running = nil
        memory.end(ended.job, outcome, at: now)
        let canceller: BackupEvent.Canceller = ended.cancellers.isEmpty ? .stop : .command
        var actions = tell(ended.job, outcome, canceller)
        if let starter = ended.starter { actions.append(.reply(finalReply(to: starter, ended.job, outcome))) }
        for canceller in ended.cancellers { actions.append(.reply(cancelReply(to: canceller, ended.job, outcome))) }
        if isStopping { actions.append(.leave) }
        return actions
    }

    private func tell(_ job: Job, _ outcome: JobOutcome, _ canceller: BackupEvent.Canceller) -> [Action] {
        switch (job.kind, outcome) {
        case (.backup, .cancelled): [.remember(memory), .publishState, .emit(.cancelled(job, by: canceller))]
        case (.backup, _): [.remember(memory), .publishState, .emit(.ended(job, outcome))]
        case (.verification, .verified(let result)): [.publishState, .announce(.verified(job, result))]
        case (.verification, .failed(let failure)): [.publishState, .announce(.verifyFailed(job, failure))]
        case (.pruning, .pruned(let result)): [.publishState, .announce(.pruned(job, result))]
        case (.pruning, .failed(let failure)): [.publishState, .announce(.pruneFailed(job, failure))]
        case (.verification, _), (.pruning, _): [.publishState]
        }
    }

    private func finalReply(to request: CommandRequest, _ job: Job, _ outcome: JobOutcome) -> Reply {
        var reply = Reply(to: request, .done, .ok, outcome.sentence(of: job.kind), jobID: job.id)
        switch outcome {
        case .completed(let result): reply.data = result.payload
        case .verified(let result): reply.data = result.payload
        case .pruned(let result): reply.data = result.payload
        case .failed(let failure):
            reply.status = .failed
            reply.code = failure.code
            reply.data = .object(failure.facts)
        case .cancelled: reply.status = .cancelled
        }
        return reply
    }

    private func cancelReply(to request: CommandRequest, _ job: Job, _ outcome: JobOutcome) -> Reply {
        let message =
            switch outcome {
            case .cancelled: outcome.sentence(of: job.kind)
            case .completed, .verified, .pruned: "The \(job.kind.noun) was complete before it could be cancelled."
            case .failed: "The \(job.kind.noun) failed before it could be cancelled."
            }
        return Reply(to: request, .done, .ok, message, jobID: job.id)
    }
}
