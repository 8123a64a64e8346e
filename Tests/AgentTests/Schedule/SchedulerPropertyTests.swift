import Agent
import FoundationEssentials
import TestSupport
import Testing

/// Months of a life with everything that can get in the way, drawn by lot.
@Suite struct SchedulerPropertyTests {
    private static let outcomes: [JobOutcome] = [
        .completed(.sample), .completed(.sample), .cancelled,
        .failed(JobFailure(code: "network", message: "Away.", isRetryable: true)),
        .failed(JobFailure(code: "drive_quota", message: "Full.", isRetryable: false)),
    ]

    @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"], 1...6)
    func `whatever happens, no day has two good runs, and when all is well again each day has one`(
        name: String, seed: UInt64
    ) throws {
        let zone = try ZoneFile(name)
        var random = SeededRandom(seed: seed)
        var agent = try SimulatedAgent(name, from: "2026-02-20 12:00") {
            $0.jitter = seed.isMultiple(of: 2) ? 3600 : 0
            $0.blackout = seed.isMultiple(of: 3) ? ["02:00-05:00"].compactMap(TimeWindow.init) : []
        }
        var good: [Date] = []
        for _ in 0..<200 {
            agent.outcome = Self.outcomes.randomElement(using: &random)
            let before = agent.starts.count
            Self.happen(&agent, &random)
            if case .completed? = agent.outcome { good += agent.starts.dropFirst(before) }
            if case .planned(let next) = agent.scheduler.stand { #expect(next > agent.now) }
        }
        let days = good.map { Self.day(of: $0, zone.clock) }
        #expect(Set(days).count == days.count)
        #expect(!days.isEmpty)

        agent.facts.isBusy = false
        agent.facts.isSignedOut = false
        agent.outcome = .completed(.sample)
        Self.live(&agent, hours: 48)
        let calm = agent.starts.count
        Self.live(&agent, hours: 5 * 24)
        #expect(agent.starts.count == calm + 5)
    }

    /// The day on which the run was due: one that is made up for at night belongs to the day before.
    private static func day(of start: Date, _ clock: WallClock) -> Int64 {
        let day = clock.day(of: start)
        return clock.moment(day: day, Configuration.Schedule().time) <= start ? day : day - 1
    }

    /// In steps longer than the agent's own, so that months do not take long.
    private static func live(_ agent: inout SimulatedAgent, hours: Double) {
        for _ in 0..<Int(hours * 4) { agent.sleep(hours: 0.25) }
    }

    private static func happen(_ agent: inout SimulatedAgent, _ random: inout SeededRandom) {
        switch Int.random(in: 0..<7, using: &random) {
        case 0: agent.sleep(hours: .random(in: 0...40, using: &random))
        case 1: agent.restart()
        case 2: agent.facts.isBusy = Int.random(in: 0..<3, using: &random) == 0
        case 3: agent.facts.isSignedOut = Int.random(in: 0..<4, using: &random) == 0
        case 4: agent.sleep(hours: .random(in: 0...1, using: &random))
        default: live(&agent, hours: .random(in: 0...8, using: &random))
        }
    }
}
