import FoundationEssentials
import Logging
import Pipe

// What the state machine wants done, and what the running backup tells.
extension Agent {
    /// False until the agent knows that it is alone, or that nobody can say: until then it touches no backup.
    var isAtWork: Bool { !timers.watches.isEmpty }

    /// Begins what the agent does by itself, once.
    func beginWork() {
        guard !isAtWork else { return }
        timers.watches = [watchSpace(), watchHealth()]
        releaseCode()
        removeLeftovers()
        if configuration.needsGoogle { checkAuthorization() } else { refreshCatalog(thenPrune: true) }
        enter.yield(.minute)
    }

    func perform(_ event: JobStateMachine.Event) -> Bool {
        var isLeaving = false
        for action in machine.handle(event, now: clock.now()) {
            switch action {
            case .start(let job): start(job)
            case .cancelJob: running?.cancellation.request()
            case .reply(let reply): publish(reply)
            case .publishState: publishState(canWait: event.isStep)
            case .emit(let event): publish(event)
            case .announce(let event): publish(event)
            case .run(let errand, let request): run(errand, for: request)
            case .authorization(let event): authorization(event)
            case .remember: remember()
            case .leave: isLeaving = true
            }
        }
        return isLeaving
    }

    private func start(_ job: Job) {
        log.info("\(job.kind.noun) starts", metadata: ["job": "\(job.id)", "trigger": "\(job.trigger.rawValue)"])
        let enter = enter
        running = RunningJob(
            job, configuration: configuration, destination: destination, log: log,
            tell: { enter.yield(.job($0)) })
        publishProgress()
    }

    func end(_ outcome: JobOutcome) -> Bool {
        outcome.logNotices(to: log)
        if case .failed(let failure) = outcome {
            log.error("\(failure.message)", metadata: ["code": "\(failure.code)"])
        } else if let job = running?.job {
            log.info("\(outcome.sentence(of: job.kind))")
        }
        running?.stopTicking()
        publishProgress()
        let kind = running?.job.kind
        scheduleEnded(outcome)
        running = nil
        releaseCode()
        publishProgress()
        switch outcome {
        case .completed: refreshCatalog(thenPrune: true)
        case .verified, .pruned: refreshCatalog(thenPrune: false)
        case .fetched, .skipped: break
        // What was deleted until then is gone, and what is damaged is noted.
        case .failed, .cancelled: if changesDestination(kind) { refreshCatalog(thenPrune: false) }
        }
        authorization(after: outcome)
        if let kind { retention.ended(kind, outcome) }
        let isLeaving = perform(.ended(outcome))
        measure(after: kind, outcome)
        publishHealth()
        return isLeaving
    }

    /// Whether the destination may look different although the job did not come to its end.
    private func changesDestination(_ kind: JobKind?) -> Bool {
        switch kind {
        case .pruning(let options): !options.isDryRun
        case .backup: configuration.retention.deleteBefore
        case .verification: true
        case .fetching, nil: false
        }
    }

    func tick() -> Bool {
        guard var running else { return false }
        let due = running.due(at: Date())
        self.running = running
        if due.progress { publishProgress() }
        guard let percent = due.quarter else { return false }
        let reading = running.meter.read(at: Date())
        return perform(
            .passed(percent: percent, bytesPerSecond: reading.bytesPerSecond, finishAt: reading.finishAt))
    }
}
