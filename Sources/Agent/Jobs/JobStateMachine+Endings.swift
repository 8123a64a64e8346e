import Backup
import FoundationEssentials
import JSON

// How jobs end, and who hears of it.
extension JobStateMachine {
    mutating func end(_ outcome: JobOutcome, now: Date) -> [Action] {
        guard let ended = running else { return [] }
        running = nil
        memory.end(ended.job, outcome, at: now)
        judge(ended, outcome)
        // A backup brings retention about itself; what was pruned needs it no more.
        if ended.job.kind == .backup && !outcome.isSkipped || ended.job.deletes { owesRetention = false }
        var actions = tell(ended.job, outcome, canceller(of: ended))
        if let next = verification(after: ended, outcome, now: now) {
            running = next
            actions += [.start(next.job), .publishState]
        } else if let starter = ended.starter {
            actions.append(.reply(FinalReply(to: starter, of: ended, outcome).reply))
        }
        for canceller in ended.cancellers { actions.append(.reply(cancelReply(to: canceller, ended.job, outcome))) }
        if running == nil, let next = continuation(of: ended, outcome) { actions += start(next, nil, now: now) }
        if running == nil { actions += proceed(now: now) }
        for case .reply(let reply) in actions { remember(reply, now: now) }
        if isStopping { actions.append(.leave) }
        return actions
    }

    /// Whether the backup that was made is as good as it was thought to be: who waits for one may need another.
    private mutating func judge(_ ended: Running, _ outcome: JobOutcome) {
        if case .completed = outcome, ended.job.isOfHouse { lastGoodAt = memory.lastSuccessAt }
        guard let made = ended.made, made.result.series == nil else { return }
        if case .failed(let failure) = outcome, !failure.isRetryable { lastGoodAt = nil }
    }

    /// Of the backup that is there now, if that was asked for; whoever asked is answered when it has ended. To them it is
    /// one job, which can be cancelled by the id that they know.
    private func verification(after ended: Running, _ outcome: JobOutcome, now: Date) -> Running? {
        guard case .completed(let made) = outcome, ended.job.verifies, !ended.isCancelling, !isStopping else {
            return nil
        }
        let job = Job(
            id: ended.job.id, verifying: .id(made.fileID), depth: .full, trigger: ended.job.trigger,
            startedAt: now)
        return Running(job: job, options: ended.options, starter: ended.starter, made: (by: ended.job, result: made))
    }

    /// The next of several backups that are stored one after the other.
    private func continuation(of ended: Running, _ outcome: JobOutcome) -> StartOptions? {
        guard !ended.isCancelling, !isStopping else { return nil }
        let made: JobResult? =
            switch outcome {
            case .completed(let result): result
            case .verified: ended.made?.result
            default: nil
            }
        guard let made, made.remaining > 0 else { return nil }
        return ended.options
    }

    private func canceller(of ended: Running) -> BackupEvent.Canceller {
        if ended.isCancelledByProducer { return .producer }
        return ended.cancellers.isEmpty ? .stop : .command
    }

    private func tell(_ job: Job, _ outcome: JobOutcome, _ canceller: BackupEvent.Canceller) -> [Action] {
        switch (job.kind, outcome) {
        case (.backup, .skipped(let why)):
            [.remember, .publishState, .emit(.skipped(.nothingToDo, why, trigger: job.trigger))]
        case (.backup, .cancelled): [.remember, .publishState, .emit(.cancelled(job, by: canceller))]
        case (.backup, _): [.remember, .publishState, .emit(.ended(job, outcome))]
        default: [.publishState] + (MaintenanceEvent(of: job, outcome).map { [.announce($0)] } ?? [])
        }
    }

    private func cancelReply(to request: CommandRequest, _ job: Job, _ outcome: JobOutcome) -> Reply {
        let message =
            switch outcome {
            case .cancelled, .skipped: outcome.sentence(of: job.kind)
            case .completed, .verified, .pruned, .fetched:
                "The \(job.kind.noun) was complete before it could be cancelled."
            case .failed: "The \(job.kind.noun) failed before it could be cancelled."
            }
        return Reply(to: request, .done, .ok, message, jobID: job.id)
    }
}
