import FoundationEssentials
import Logging

// The agent's own schedule, and what time alone changes.
extension Agent {
    /// Seconds after the start in which it may not be known whether Google lets us in.
    private static let unknowing: TimeInterval = 120

    /// Starts what is due, and tells what time has changed. Returns true when the agent is to leave.
    func lookAtSchedule() -> Bool {
        guard isAtWork else { return false }
        let now = clock.now()
        let memory = scheduler.memory
        let isFirst = now >= Scheduler.earliest && !staleness.knowsFirstStart(at: now)
        if isFirst { staleness.firstStartedAt = now }
        let actions = scheduler.look(scheduleFacts(at: now), at: now)
        if isFirst || scheduler.memory != memory { remember() }
        let isLeaving = actions.contains { carryOut($0) }
        publishState(canWait: true)
        planNextLook(at: now)
        return isLeaving
    }

    private func carryOut(_ action: Scheduler.Action) -> Bool {
        switch action {
        case .start: return perform(.due(StartOptions(trigger: .schedule)))
        case .skip(let reason, let why):
            log.info("The schedule makes no backup. \(why)")
            publish(BackupEvent.skipped(reason, why, trigger: .schedule))
        case .miss(let date): log.info("The backup that was due at \(date.payloadText) is not made up for.")
        }
        return false
    }

    /// When the last good backup was made, as far as is known.
    var lastGoodAt: Date? {
        staleness.lastGoodAt(remembered: machine.memory.lastSuccessAt, now: clock.now())
    }

    private func scheduleFacts(at now: Date) -> Scheduler.Facts {
        var facts = Scheduler.Facts()
        facts.isBusy = machine.job != nil
        facts.isSignedOut = authorizationState.isSignedOut
        let isKnowing = authorizationState.phase != nil || abs(now.timeIntervalSince(startedAt)) > Self.unknowing
        facts.isReady = isKnowing && !isStandingBy
        facts.lastGoodAt = lastGoodAt
        facts.lastAttemptAt = machine.memory.lastAttemptAt
        return facts
    }

    /// One timer: each look sets it anew.
    private func planNextLook(at now: Date) {
        let pause = min(clock.longestPause, scheduler.pause(from: now))
        timers.schedule = Task { [enter] in
            guard (try? await Task.sleep(for: .seconds(pause))) != nil else { return }
            enter.yield(.minute)
        }
    }

    /// The running job has ended so.
    func scheduleEnded(_ outcome: JobOutcome) {
        guard let job = running?.job, job.isOfHouse else { return }
        scheduler.ended(job.trigger, outcome, isStopping: machine.isStopping, at: clock.now())
    }

    var circumstances: Circumstances {
        let now = clock.now()
        var facts = Circumstances()
        facts.spaceProblems = spaceProblems
        facts.isSignedOut = authorizationState.isSignedOut
        facts.isRetentionBehind = retention.isBehind
        let lastSuccessAt = machine.memory.lastSuccessAt
        let limit = Staleness.limit(scheduler.schedule)
        facts.isStale = staleness.isStale(remembered: lastSuccessAt, limit: limit, startedAt: startedAt, now: now)
        facts.staleAt = staleness.staleAt(remembered: lastSuccessAt, limit: limit, now: now)
        facts.hasRival = rivals.conflict.isGoingOn(at: Date())
        facts.isClockUnset = now < Scheduler.earliest
        facts.isMisconfigured = !adjusted.configured.warnings.isEmpty || announcement.hasProblems
        facts.isWaiting = scheduler.isWaiting
        facts.nextRunAt = scheduler.nextRunAt
        return facts
    }
}
