import FoundationEssentials
import JSON

// What is asked for.
extension JobStateMachine {
    mutating func answer(_ request: CommandRequest, now: Date) -> [Action] {
        if let first = recent.answer(to: request, now: now) {
            return [
                .reply(
                    Reply(
                        to: request, .rejected, .duplicate, "This request was answered before.", jobID: first.jobID,
                        data: first.payload(at: now)))
            ]
        }
        let actions = carryOut(request, now: now)
        // Google may take its time: until it has answered, a repetition is told that it is being done.
        remember(Reply(to: request, .accepted, .ok, "It is being done."), now: now)
        for case .reply(let reply) in actions { remember(reply, now: now) }
        return actions
    }

    private mutating func carryOut(_ request: CommandRequest, now: Date) -> [Action] {
        switch request.command {
        case .start(let options): start(options, request, now: now)
        case .verify(let target, let depth, let trigger):
            begin(
                Job(id: Job.newID(at: now), verifying: target, depth: depth, trigger: trigger, startedAt: now), request)
        case .prune(let options): begin(Job(id: Job.newID(at: now), pruning: options, startedAt: now), request)
        case .fetch(let options): begin(Job(id: Job.newID(at: now), fetching: options, startedAt: now), request)
        case .errand(let errand):
            [.reply(Reply(to: request, .accepted, .ok, "It is being done.")), .run(errand, request)]
        case .authorize(let force): [.authorization(.authorize(request, force: force))]
        case .deauthorize(let force): [.authorization(.deauthorize(request, force: force))]
        case .cancel(let jobID): cancel(jobID, request)
        }
    }

    /// The last answer that a request got, for who sends the same again.
    package mutating func remember(_ reply: Reply, now: Date) {
        recent.remember(reply, now: now)
    }

    /// A job begins, or whoever wants it is told why not.
    mutating func begin(_ next: Job, _ request: CommandRequest?) -> [Action] {
        if let job { return refuse(next, because: job, request) }
        if isStopping {
            return request.map { [.reply(Reply(to: $0, .rejected, .busy, "The agent is about to end."))] } ?? []
        }
        running = Running(job: next, starter: request)
        let accepted = request.map {
            Action.reply(
                Reply(
                    to: $0, .accepted, .ok, "The \(next.kind.noun) has started.", jobID: next.id,
                    data: pipe(of: next.origin)))
        }
        let actions = (accepted.map { [$0] } ?? []) + [.start(next)]
        guard next.kind == .backup else { return actions + [.publishState] }
        memory.begin(next)
        return actions + [.remember, .publishState, .emit(.started(next))]
    }

    private func refuse(_ next: Job, because job: Job, _ request: CommandRequest?) -> [Action] {
        let since = job.startedAt.payloadText
        let why = "A \(job.kind.noun) is running since \(since)."
        guard let request else { return [.emit(.skipped(.busy, why, trigger: next.trigger))] }
        let data: JSON = ["job_id": .string(job.id), "since": .string(since)]
        return [.reply(Reply(to: request, .rejected, .busy, why, jobID: job.id, data: data))]
    }

    /// Of the agent's own accord: while a job runs, its end is soon enough.
    mutating func prune(now: Date) -> [Action] {
        owesRetention = running != nil
        guard running == nil, !isStopping else { return [] }
        let job = Job(id: Job.newID(at: now), pruning: PruneOptions(trigger: .retention), startedAt: now)
        running = Running(job: job)
        return [.start(job), .publishState]
    }

    /// What waits goes too, unless one job is named.
    private mutating func cancel(_ jobID: String?, _ request: CommandRequest) -> [Action] {
        let dropped = dropLine("It was cancelled before its turn came.", jobID)
        let reply =
            switch job {
            case let job? where jobID == nil || jobID == job.id:
                Reply(to: request, .accepted, .ok, "The \(job.kind.noun) is being cancelled.", jobID: job.id)
            case _ where !dropped.isEmpty:
                Reply(to: request, .done, .ok, "The backup does not wait any more.", jobID: jobID)
            case _ where jobID != nil:
                Reply(to: request, .rejected, .unknownTarget, "No job of that id is running or waiting.")
            default: Reply(to: request, .done, .ok, "Nothing was running.")
            }
        guard reply.status == .accepted else { return dropped + [.reply(reply)] }
        running?.cancellers.append(request)
        return dropped + [.reply(reply)] + beginCancelling()
    }

    mutating func beginCancelling() -> [Action] {
        guard running?.isCancelling == false else { return [] }
        running?.isCancelling = true
        return [.cancelJob, .publishState]
    }
}
