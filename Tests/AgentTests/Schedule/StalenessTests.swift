import Agent
import Catalog
import FoundationEssentials
import TestSupport
import Testing

@Suite struct StalenessTests {
    let now = Date(timeIntervalSince1970: 1_795_000_000)
    let limit = 36 * 3600.0

    private func hoursAgo(_ hours: Double) -> Date { now.addingTimeInterval(-hours * 3600) }

    private func catalog(_ hours: [Double], trust: CatalogEntry.Trust = .verified) -> Catalog {
        Catalog(
            hours.map {
                CatalogEntry(id: "\($0)", name: "b", instance: "home", date: hoursAgo($0), size: 1, trust: trust)
            }, instance: "home")
    }

    private func isStale(_ staleness: Staleness, remembered: Date?, running hours: Double = 5) -> Bool {
        staleness.isStale(remembered: remembered, limit: limit, startedAt: hoursAgo(hours), now: now)
    }

    @Test func `what succeeded here counts, until it is too old`() {
        let staleness = Staleness(firstStartedAt: hoursAgo(1000))
        #expect(!isStale(staleness, remembered: hoursAgo(35)))
        #expect(isStale(staleness, remembered: hoursAgo(37)))
    }

    @Test func `a fresh state file does not cry wolf while Drive has a good backup`() {
        var staleness = Staleness(firstStartedAt: hoursAgo(1000))
        staleness.saw(catalog([30, 60]), at: hoursAgo(1))
        #expect(!isStale(staleness, remembered: nil))
    }

    @Test func `what nobody verified does not count, nor what is gone from Drive`() {
        var staleness = Staleness(firstStartedAt: hoursAgo(1000))
        staleness.saw(catalog([1], trust: .unconfirmed), at: hoursAgo(1))
        #expect(isStale(staleness, remembered: nil))
        staleness.saw(catalog([50]), at: hoursAgo(1))
        #expect(isStale(staleness, remembered: hoursAgo(10)))
        #expect(!isStale(staleness, remembered: hoursAgo(0.5)))
    }

    @Test func `what a clock said that was years ahead is not young for years`() {
        let ahead = hoursAgo(-20_000)
        #expect(isStale(Staleness(firstStartedAt: hoursAgo(1000)), remembered: ahead))
        var staleness = Staleness(firstStartedAt: hoursAgo(1000))
        staleness.saw(catalog([-20_000, 50]), at: hoursAgo(1))
        #expect(isStale(staleness, remembered: ahead))
        staleness.saw(catalog([-20_000, 30]), at: hoursAgo(1))
        #expect(!isStale(staleness, remembered: ahead))
        staleness.saw(catalog([-20_000]), at: ahead)
        #expect(!isStale(staleness, remembered: hoursAgo(30)))
    }

    @Test func `the first backup ever has as much time as each later one`() {
        var staleness = Staleness(firstStartedAt: hoursAgo(30))
        staleness.saw(catalog([]), at: hoursAgo(1))
        #expect(!isStale(staleness, remembered: nil))
        staleness.firstStartedAt = hoursAgo(40)
        #expect(isStale(staleness, remembered: nil))
    }

    @Test func `at the start nothing is said before Drive was looked at, for a while`() {
        let staleness = Staleness(firstStartedAt: hoursAgo(1000))
        #expect(!isStale(staleness, remembered: hoursAgo(100), running: 0.1))
        #expect(isStale(staleness, remembered: hoursAgo(100), running: 0.2))
    }

    @Test func `the date from which it is too old is known beforehand, and without any backup`() {
        var staleness = Staleness(firstStartedAt: hoursAgo(10))
        #expect(staleness.staleAt(remembered: nil, limit: limit, now: now) == hoursAgo(-26))
        staleness.saw(catalog([30, 60]), at: hoursAgo(1))
        #expect(staleness.staleAt(remembered: nil, limit: limit, now: now) == hoursAgo(-6))
        #expect(staleness.staleAt(remembered: nil, limit: nil, now: now) == nil)
    }

    @Test func `without a limit, or a clock, nothing is too old`() {
        let staleness = Staleness(firstStartedAt: .distantPast)
        #expect(!staleness.isStale(remembered: .distantPast, limit: nil, startedAt: .distantPast, now: now))
        let unset = Date(timeIntervalSince1970: 1000)
        #expect(!staleness.isStale(remembered: .distantPast, limit: 1, startedAt: .distantPast, now: unset))
    }

    @Test(
        arguments: [
            (false, 1, 0, .automatic, 48), (true, 1, 0, .automatic, 36), (true, 7, 0, .automatic, 180),
            (true, 1, 6, .automatic, 12), (true, 1, 0, .never, nil), (false, 1, 0, .seconds(7200), 2),
        ] as [(Bool, Int, Int, Configuration.StaleAfter, Double?)])
    func `the limit comes from the schedule unless it is set`(
        isOn: Bool, days: Int, hours: Int, setting: Configuration.StaleAfter, limit: Double?
    ) {
        var rules = Configuration.Schedule()
        rules.enabled = isOn
        rules.everyDays = days
        rules.everyHours = hours
        rules.staleAfter = setting
        #expect(Staleness.limit(Schedule(rules, clock: .utc)) == limit.map { $0 * 3600 })
    }

    @Test func `days without backups belong to the turn of the schedule`() {
        var rules = Configuration.Schedule()
        rules.enabled = true
        rules.weekdays = [.monday, .wednesday]
        #expect(Staleness.limit(Schedule(rules, clock: .utc)) == 475_200.0)
    }
}
