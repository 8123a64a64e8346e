import FoundationEssentials

// What becomes of a run that is due, and of one that has ended.
extension Scheduler {
    mutating func serve(_ due: Due, _ facts: Facts, at now: Date) -> [Action] {
        if let end = schedule.rules.blackout.end(after: now, schedule.clock) {
            stand = .waiting(end)
            return []
        }
        if facts.isSignedOut == true { return block(due, facts, at: now) }
        if facts.isBusy || !facts.isReady {
            stand = .waiting(due.date)
            return []
        }
        settle(due, at: now)
        defer { stand = .planned(freeOfBlackout(upcoming(facts))) }
        if let last = facts.lastGoodAt, isFresh(last, at: now) {
            endRetries()
            return [.skip(.fresh, "The last backup was made at \(last.payloadText).")]
        }
        memory.isUnderWay = true
        return [.start]
    }

    /// A backup has ended.
    /// - Parameter isStopping: the agent ends, and with it the backup: it is due again afterwards.
    package mutating func ended(_ trigger: Trigger, _ outcome: JobOutcome, isStopping: Bool, at now: Date) {
        let isOurs = memory.isUnderWay && trigger == .schedule
        switch outcome {
        case .completed:
            memory.isUnderWay = false
            endRetries()
        case .cancelled where isOurs && isStopping: memory.cutOffAt = now
        case .cancelled where isOurs, .skipped where isOurs:
            memory.isUnderWay = false
            endRetries()
        case .failed(let failure) where isOurs:
            memory.isUnderWay = false
            memory.retryAt = nil
            guard failure.isRetryable else { return endRetries() }
            tryAgain(at: max(failure.retryAt ?? now.addingTimeInterval(900), now.addingTimeInterval(60)))
        case .cancelled, .skipped, .failed, .verified, .pruned, .fetched: break
        }
    }

    mutating func tryAgain(at date: Date) {
        guard memory.retries < Self.mostRetries else { return endRetries() }
        memory.retries += 1
        memory.retryAt = date
    }

    /// Told once a moment. It stays due until somebody signs in, as long as what is so late is made up for.
    private mutating func block(_ due: Due, _ facts: Facts, at now: Date) -> [Action] {
        // An interval has no next moment as long as this run is due: it would move on with each look.
        let next = schedule.isInterval ? due.date : schedule.next(after: now, last: memory.waiting ?? memory.last)
        defer { stand = .blocked(next: next) }
        let isLate = lateness(of: due, at: now) >= TimeInterval(schedule.rules.catchUp)
        guard case .regular(let moment) = due else {
            if isLate { endRetries() }
            return []
        }
        let isTold = memory.told == moment
        memory.told = moment
        if isLate { take(moment, at: now) }
        return isTold ? [] : [.skip(.blocked, "Somebody has to connect DrivePipe to a Google account first.")]
    }

    private mutating func settle(_ due: Due, at now: Date) {
        switch due {
        case .regular(let moment): take(moment, at: now)
        case .retry: memory.retryAt = nil
        }
    }

    private func isFresh(_ last: Date, at now: Date) -> Bool {
        let age = now.timeIntervalSince(last)
        return age >= 0 && age < TimeInterval(schedule.rules.skipIfFresh)
    }

    func freeOfBlackout(_ date: Date) -> Date {
        schedule.rules.blackout.end(after: date, schedule.clock) ?? date
    }
}

extension Scheduler.Due {
    var date: Date {
        switch self {
        case .regular(let date), .retry(let date): date
        }
    }
}
