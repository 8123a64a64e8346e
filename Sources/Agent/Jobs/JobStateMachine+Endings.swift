import FoundationEssentials
import JSON

// How jobs end, and who hears of it.
extension JobStateMachine {
    mutating func end(_ outcome: JobOutcome, now: Date) -> [Action] {
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
        case (.backup, .cancelled): [.remember, .publishState, .emit(.cancelled(job, by: canceller))]
        case (.backup, _): [.remember, .publishState, .emit(.ended(job, outcome))]
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
