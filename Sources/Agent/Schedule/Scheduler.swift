import FoundationEssentials

/// Decides at each look whether the schedule starts a backup now: facts go in, actions come out. No clock, no timer.
package struct Scheduler: Sendable {
    /// What a look has to know of the rest of the agent.
    package struct Facts: Sendable {
        /// A job is running.
        package var isBusy = false
        /// Whether somebody has to sign in first; nil when that is not known.
        package var isSignedOut: Bool?
        /// False for the moment after the start in which nobody knows yet whether Google lets us in, and while another agent
        /// does the work.
        package var isReady = true
        /// When the last good backup was made, whoever started it.
        package var lastGoodAt: Date?
        /// When a backup was begun last, whoever started it.
        package var lastAttemptAt: Date?

        package init() {}
    }

    package enum Action: Sendable, Equatable {
        case start
        /// A backup is not made; a sentence says why.
        case skip(BackupEvent.SkipReason, String)
        /// A run is let go because its time is long past.
        case miss(Date)
    }

    /// How things stand after the last look.
    package enum Stand: Sendable, Equatable {
        case off
        /// The clock of the machine is not set yet.
        case held
        /// Nothing is due before.
        case planned(Date)
        /// A backup is due and waits, until then.
        case waiting(Date)
        /// A backup is due and cannot be made until somebody does something; the moment of the next one.
        case blocked(next: Date)
    }

    /// 2025-01-01: no agent of this kind ran before.
    package static let earliest = Date(timeIntervalSince1970: 1_735_689_600)
    /// Runs that are tried again after failures before the next regular one.
    static let mostRetries = 3
    /// Seconds by which a look may be late without the agent having been away.
    static let grace: TimeInterval = 300
    /// Seconds. When a crash cut a run off nobody knows; it may have been as late as this.
    static let longestRun: TimeInterval = 43_200

    package internal(set) var schedule: Schedule
    package internal(set) var memory: ScheduleMemory
    package internal(set) var stand = Stand.off
    /// When the agent was there last, as far as that is known.
    var lastLookAt: Date?

    /// - Parameter memory: of the agent's former life. A run that was under way then was cut off: it is due again.
    package init(_ schedule: Schedule, _ memory: ScheduleMemory = ScheduleMemory()) {
        self.schedule = schedule
        self.memory = memory
        guard memory.isUnderWay else { return }
        self.memory.isUnderWay = false
        let begun = memory.last ?? .distantPast
        lastLookAt = memory.cutOffAt ?? begun.addingTimeInterval(Self.longestRun)
        self.memory.cutOffAt = nil
        tryAgain(at: begun)
    }

    /// Takes over other rules; the next look sees what comes of them.
    package mutating func follow(_ rules: Configuration.Schedule) {
        schedule = Schedule(rules, clock: schedule.clock)
    }

    /// The next start, as far as it can be told.
    package var nextRunAt: Date? {
        switch stand {
        case .off, .held: nil
        case .planned(let date), .waiting(let date), .blocked(let date): date
        }
    }

    /// Whether a backup is due that waits, be it for its next try.
    package var isWaiting: Bool {
        if case .waiting = stand { return true }
        return stand != .off && stand != .held && memory.retryAt != nil
    }

    /// Seconds until the next look is of use, a minute at most: clocks are set, machines sleep.
    package func pause(from now: Date) -> TimeInterval {
        guard let next = nextRunAt, next > now else { return 60 }
        return min(60, max(1, next.timeIntervalSince(now)))
    }

    package mutating func look(_ facts: Facts, at now: Date) -> [Action] {
        guard schedule.rules.enabled else {
            let last = memory.last
            memory = ScheduleMemory()
            memory.last = last
            stand = .off
            return []
        }
        guard now >= Self.earliest else {
            stand = .held
            return []
        }
        mend(at: now)
        defer { lastLookAt = now }
        let facts = facts.believable(at: now)
        let (due, actions) = findDue(facts, at: now)
        guard let due else {
            stand = .planned(freeOfBlackout(upcoming(facts)))
            return actions
        }
        return actions + serve(due, facts, at: now)
    }
}
