import Agent
import FoundationEssentials
import TestSupport

/// A scheduler that lives on a clock of the test's own; its backups end at once.
struct SimulatedAgent {
    var scheduler: Scheduler
    var facts = Scheduler.Facts()
    var now: Date
    /// When backups began.
    var starts: [Date] = []
    var actions: [Scheduler.Action] = []
    /// What becomes of each backup; nil: it goes on.
    var outcome: JobOutcome? = .completed(.sample)

    init(
        _ zone: String = "Europe/Berlin", from text: String, _ change: (inout Configuration.Schedule) -> Void = { _ in }
    ) throws {
        let zone = try ZoneFile(zone)
        var rules = Configuration.Schedule()
        rules.enabled = true
        change(&rules)
        scheduler = Scheduler(Schedule(rules, clock: zone.clock))
        now = try zone.date(text)
        look()
    }

    mutating func look() {
        let told = scheduler.look(facts, at: now)
        actions += told
        guard told.contains(.start) else { return }
        starts.append(now)
        facts.lastAttemptAt = now
        if let outcome { end(outcome) }
    }

    mutating func end(_ outcome: JobOutcome) {
        if case .completed = outcome { facts.lastGoodAt = now }
        scheduler.ended(.schedule, outcome, isStopping: false, at: now)
    }

    /// Looks as often as the agent does.
    mutating func live(hours: Double) {
        let end = now.addingTimeInterval(hours * 3600)
        while now < end {
            now = min(end, now.addingTimeInterval(scheduler.pause(from: now)))
            look()
        }
    }

    /// Time passes without a look.
    mutating func sleep(hours: Double) {
        now = now.addingTimeInterval(hours * 3600)
        look()
    }

    /// The agent ends and starts again.
    /// - Parameter rules: what the configuration file says by now.
    mutating func restart(_ rules: Configuration.Schedule? = nil) {
        if let rules { scheduler.follow(rules) }
        scheduler = Scheduler(scheduler.schedule, scheduler.memory)
        look()
    }
}

extension ZoneFile {
    var clock: WallClock { WallClock { offset(at: $0) } }
}
