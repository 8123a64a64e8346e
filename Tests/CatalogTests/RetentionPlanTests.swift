import Catalog
import FoundationEssentials
import Testing

@Suite struct RetentionPlanTests {
    /// One a day, `a` the newest.
    private let week = "abcdefg".enumerated().map { place, name in
        backup(String(name), Date(timeIntervalSince1970: 1_790_000_000 - TimeInterval(place) * 86_400))
    }
    private var newest: Date { week[0].date }

    private func changed(_ id: String, _ change: (inout CatalogEntry) -> Void) -> [CatalogEntry] {
        week.map { entry in
            var entry = entry
            if entry.id == id { change(&entry) }
            return entry
        }
    }

    @Test func `without a rule everything stays, even what is damaged`() {
        let plan = retention(changed("c") { $0.trust = .damaged }) { _ in }
        #expect(plan.keptIDs == ["g", "f", "e", "d", "c", "b", "a"])
        #expect(plan.reasons("a") == [.policyKeepsEverything, .newestGood])
    }

    @Test func `an empty catalog has an empty plan`() {
        #expect(retention([]) { $0.keepLast = 1 }.decisions == [])
    }

    @Test func `the newest stay, each with its place`() {
        let plan = retention(week) { $0.keepLast = 3 }
        #expect(plan.keptIDs == ["c", "b", "a"])
        #expect(plan.reasons("c") == [.last(3)])
        #expect(plan.deletions.map(\.id) == ["g", "f", "e", "d"])
        #expect(plan.verdict("d") == .delete(.superfluous))
    }

    @Test func `rules are alternatives, and all that keep one are told`() {
        let plan = retention(week) {
            $0.keepLast = 1
            $0.keepDaily = 2
            $0.keepWithin = 86_400
        }
        #expect(plan.keptIDs == ["b", "a"])
        #expect(plan.reasons("a") == [.newestGood, .last(1), .daily(1), .within])
        #expect(plan.reasons("b") == [.daily(2), .within])
    }

    @Test func `within counts back from the newest good one, not from now`() {
        let entries = changed("a") { $0.trust = .damaged }
        let plan = retention(entries) { $0.keepWithin = 2 * 86_400 }
        #expect(plan.keptIDs == ["d", "c", "b", "a"])
        #expect(plan.reasons("a") == [.nothingBetter])
    }

    @Test func `a pinned one stays and takes nobody's place`() {
        let plan = retention(changed("b") { $0.isPinned = true }) { $0.keepLast = 2 }
        #expect(plan.keptIDs == ["c", "b", "a"])
        #expect(plan.reasons("b") == [.pinned])
        let all = retention(changed("a") { $0.isPinned = true }) { $0.keepLast = 1 }
        #expect(all.keptIDs == ["b", "a"])
    }

    @Test func `a damaged one takes no place, and goes when something newer is good`() {
        let plan = retention(changed("b") { $0.trust = .damaged }) { $0.keepLast = 2 }
        #expect(plan.keptIDs == ["c", "a"])
        #expect(plan.verdict("b") == .delete(.damaged))
    }

    @Test func `what was never confirmed stays as long as nothing newer is good`() {
        let plan = retention(changed("a") { $0.trust = .unconfirmed }) { $0.keepLast = 1 }
        #expect(plan.keptIDs == ["b", "a"])
        #expect(plan.reasons("a") == [.nothingBetter])
        #expect(
            retention(changed("c") { $0.trust = .unconfirmed }) { $0.keepLast = 9 }.verdict("c")
                == .delete(.unconfirmed))
    }

    @Test func `a damaged one that is pinned stays`() {
        let entries = changed("g") {
            $0.trust = .damaged
            $0.isPinned = true
        }
        #expect(retention(entries) { $0.keepLast = 1 }.keptIDs == ["g", "a"])
    }

    @Test func `when nothing is good, nothing goes`() {
        let entries = week.map { entry in
            var entry = entry
            entry.trust = .damaged
            return entry
        }
        #expect(retention(entries) { $0.keepLast = 1 }.deletions == [])
    }

    @Test func `foreign ones are shown and left alone`() {
        let plan = retention(changed("g") { $0.instance = nil } + [backup("z", newest)]) { $0.keepLast = 1 }
        #expect(plan.reasons("g") == [.foreign])
        #expect(plan.decisions.last?.entry.id == "g")
        #expect(plan.keptIDs.contains("z"))
    }

    @Test func `one from the future stays and pushes nothing out`() {
        let future = backup("z", newest.addingTimeInterval(10 * 365 * 86_400))
        let plan = retention(week + [future], now: newest) {
            $0.keepLast = 1
            $0.keepWithin = 86_400
        }
        #expect(plan.keptIDs == ["b", "a", "z"])
        #expect(plan.reasons("z") == [.future])
        #expect(plan.reasons("a") == [.newestGood, .last(1), .within])
    }

    @Test func `partial ones never push out the newest full one`() {
        let entries = week.map { entry in
            var entry = entry
            if !["d", "g"].contains(entry.id) { entry.kind = .partial }
            return entry
        }
        let plan = retention(entries) { $0.keepLast = 2 }
        #expect(plan.keptIDs == ["d", "b", "a"])
        #expect(plan.decisions.map(\.verdict.codes)[3] == ["newest_full"])
        #expect(retention(entries) { $0.keepLast = 4 }.reasons("d").count == 2)
        #expect(retention(week) { $0.keepLast = 1 }.reasons("a") == [.newestGood, .last(1)])
    }

    @Test func `deletions beyond the bound wait, and the oldest go first`() {
        let plan = retention(week) {
            $0.keepLast = 1
            $0.maxDeletes = 2
        }
        #expect(plan.deletions.map(\.id) == ["g", "f"])
        #expect(plan.deferred.map(\.id) == ["e", "d", "c", "b"])
        #expect(plan.verdict("b") == .deferred(.superfluous))
    }

    @Test(arguments: [0, -3]) func `a bound of nothing deletes nothing`(bound: Int) {
        let plan = retention(week) {
            $0.keepLast = 1
            $0.maxDeletes = bound
        }
        #expect(plan.deletions == [] && plan.deferred.count == 6)
    }

    @Test func `one that is coming takes a place, and the newest good one stays all the same`() {
        let coming = newest.addingTimeInterval(3_600)
        #expect(retention(week, incoming: coming) { $0.keepLast = 2 }.keptIDs == ["a"])
        #expect(retention(week, incoming: coming) { $0.keepLast = 1 }.keptIDs == ["a"])
        #expect(retention(week, incoming: coming) { $0.keepLast = 1 }.reasons("a") == [.newestGood])
        #expect(retention(week, incoming: coming) { $0.keepLast = 3 }.reasons("b") == [.last(3)])
    }

    @Test func `of several at the same moment the ids decide`() {
        let same = ["k", "m", "l"].map { backup($0, newest) }
        #expect(retention(same) { $0.keepLast = 2 }.keptIDs == ["l", "m"])
    }

    @Test func `a backup of 1970 is old and no more than that`() {
        let first = backup("z", Date(timeIntervalSince1970: 0))
        #expect(retention(week + [first]) { $0.keepYearly = 2 }.keptIDs == ["z", "a"])
        #expect(retention(week + [first]) { $0.keepLast = 1 }.keptIDs == ["a"])
    }

    @Test func `every verdict can be told in words`() {
        let verdicts: [RetentionPlan.Verdict] = [
            .keep([.newestGood, .daily(2), .oldest, .future, .nothingBetter, .policyKeepsEverything, .foreign]),
            .delete(.unconfirmed), .deferred(.superfluous),
        ]
        #expect(verdicts.map(\.action) == ["keep", "delete", "defer"])
        #expect(verdicts[0].codes.prefix(2) == ["newest_good", "daily"])
        #expect(verdicts[0].reasons.hasPrefix("the newest good one; the last of its day, number 2"))
        #expect(verdicts[2].reasons == "no rule keeps it, but enough are deleted in this run")
    }

    @Test func `a dump every hour pushes out no backup of the house, and each series keeps its own newest`() {
        let day = 86_400.0
        let dumps = (0..<5).map { number in
            var dump = backup("dump\(number)", Date(timeIntervalSince1970: 10 * day + Double(number) * 3_600))
            (dump.series, dump.kind) = ("pipe:nightly", .stream)
            return dump
        }
        let house = (0..<3).map { backup("house\($0)", Date(timeIntervalSince1970: Double($0) * day)) }
        let plan = retention(house + dumps) { $0.keepLast = 2 }
        #expect(plan.keptIDs == ["house1", "house2", "dump3", "dump4"])
        #expect(plan.reasons("dump4") == [.newestGood, .last(1)])
        #expect(plan.mainstays?.map(\.id) == ["dump4", "house2"])
    }

    @Test func `a backup that is about to be made takes a place among the house's only`() {
        var dump = backup("dump", Date(timeIntervalSince1970: 5))
        dump.series = "pipe:nightly"
        let entries = [
            backup("old", Date(timeIntervalSince1970: 1)), backup("new", Date(timeIntervalSince1970: 2)), dump,
        ]
        #expect(kept(entries, incoming: later) { $0.keepLast = 2 } == ["new", "dump"])
    }

    @Test func `so many go in the whole run, the oldest of all series first`() {
        var dumps = (0..<3).map { backup("dump\($0)", Date(timeIntervalSince1970: Double($0) * 10 + 5)) }
        for index in dumps.indices { dumps[index].series = "pipe:nightly" }
        let house = (0..<3).map { backup("house\($0)", Date(timeIntervalSince1970: Double($0) * 10)) }
        let plan = retention(house + dumps) {
            $0.keepLast = 1
            $0.maxDeletes = 3
        }
        #expect(plan.deletions.map(\.id) == ["house0", "dump0", "house1"])
        #expect(plan.deferred.map(\.id) == ["dump1"])
    }
}
