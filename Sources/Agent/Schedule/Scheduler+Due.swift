import FoundationEssentials

// Which run is due.
extension Scheduler {
    enum Due: Equatable {
        case regular(Date)
        case retry(Date)
    }

    /// Brings what is remembered into line with the rules and the clock as they are now.
    mutating func mend(at now: Date) {
        if memory.rule != schedule.rule {
            memory.rule = schedule.rule
            memory.since = now
            memory.waiting = nil
            memory.told = nil
            memory.share = .random(in: 0..<1)
            endRetries()
        }
        memory.share = min(max(0, memory.share), 1)
        memory.retries = max(0, memory.retries)
        // The clock was set back. A little: what ran must not run again. By days: what it showed then was wrong.
        if let last = memory.last, last > now.addingTimeInterval(86_400) || last < Self.earliest {
            memory.last = nil
            memory.since = now
        }
        let since = memory.since ?? .distantPast
        if since > now || since < Self.earliest { memory.since = now }
        if let waiting = memory.waiting, waiting > now { memory.waiting = nil }
        if let retry = memory.retryAt, retry > now.addingTimeInterval(2 * 86_400) { endRetries() }
    }

    /// The regular start that comes next, or has come.
    func upcoming(_ facts: Facts) -> Date {
        let regular = start(of: schedule.next(after: base(facts), last: memory.last))
        return min(memory.retryAt ?? regular, regular)
    }

    /// The run that is due, and what is to be said of those that are not to be served any more.
    mutating func findDue(_ facts: Facts, at now: Date) -> (Due?, [Action]) {
        guard let moment = latest(facts, at: now) else {
            memory.waiting = nil
            return dueRetry(at: now)
        }
        let isNew = moment != memory.waiting
        let actions = isNew ? giveUpWaiting(facts, at: now) : []
        if isNew { endRetries() }
        guard !isMissed(.regular(moment), isNew: isNew, at: now) else {
            take(moment, at: now)
            return (nil, actions + [.miss(moment)])
        }
        memory.waiting = moment
        return (.regular(moment), actions)
    }

    private mutating func dueRetry(at now: Date) -> (Due?, [Action]) {
        guard let retry = memory.retryAt, retry <= now else { return (nil, []) }
        guard isMissed(.retry(retry), isNew: false, at: now) else { return (.retry(retry), []) }
        endRetries()
        return (nil, [.miss(retry)])
    }

    /// Whether it is too late for a run, because nobody was there when it was time.
    /// - Parameter isNew: it does not wait yet; what does is not late as long as the agent is there.
    private func isMissed(_ due: Due, isNew: Bool, at now: Date) -> Bool {
        let absence = lastLookAt.map { now.timeIntervalSince($0) } ?? .infinity
        let late = isNew ? lateness(of: due, at: now) : min(absence, lateness(of: due, at: now))
        return late > max(Self.grace, TimeInterval(schedule.rules.catchUp))
    }

    /// Seconds since it could have begun, had nothing but a blackout kept it.
    func lateness(of due: Due, at now: Date) -> TimeInterval {
        let begin =
            switch due {
            case .regular(let moment): start(of: moment)
            case .retry(let date): date
            }
        return now.timeIntervalSince(freeOfBlackout(begin))
    }

    /// The last moment whose start has come; those before it are made up for by the same backup.
    private func latest(_ facts: Facts, at now: Date) -> Date? {
        var moment = schedule.next(after: base(facts), last: memory.last)
        guard start(of: moment) <= now else { return nil }
        guard !schedule.isInterval else { return moment }
        // Years of moments; more of them are taken at the looks to come.
        for _ in 0..<5_000 {
            let following = schedule.next(after: moment, last: moment)
            // Chance has no say here: two backups in a row would be one too many.
            guard following <= now else { break }
            moment = following
        }
        return moment
    }

    /// A run that waited so long that the next is due.
    private func giveUpWaiting(_ facts: Facts, at now: Date) -> [Action] {
        guard let waiting = memory.waiting, memory.told != waiting else { return [] }
        if facts.isBusy { return [.skip(.busy, "Another job was running until the next backup was due.")] }
        guard schedule.rules.blackout.end(after: now, schedule.clock) != nil else { return [] }
        return [.skip(.blackout, "It was a time without backups until the next one was due.")]
    }

    /// From when on moments count. An interval is counted from the last backup, whoever started it.
    private func base(_ facts: Facts) -> Date {
        let own = max(memory.since ?? .distantPast, memory.last ?? .distantPast)
        guard schedule.isInterval, let attempt = facts.lastAttemptAt else { return own }
        return max(own, attempt)
    }

    func start(of moment: Date) -> Date {
        moment.addingTimeInterval((memory.share * schedule.jitter).rounded(.down))
    }

    /// The moment is done with, whatever was made of it.
    mutating func take(_ moment: Date, at now: Date) {
        memory.last = schedule.isInterval ? now : moment
        memory.waiting = nil
        memory.share = .random(in: 0..<1)
    }

    mutating func endRetries() {
        memory.retryAt = nil
        memory.retries = 0
    }
}

extension Scheduler.Facts {
    /// Without what a clock said that was days ahead.
    func believable(at now: Date) -> Self {
        var facts = self
        if let attempt = lastAttemptAt, attempt > now.addingTimeInterval(86_400) { facts.lastAttemptAt = nil }
        return facts
    }
}
