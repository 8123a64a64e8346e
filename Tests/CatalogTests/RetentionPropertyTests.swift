import Catalog
import FoundationEssentials
import TestSupport
import Testing

/// What must hold for every catalog and every policy.
@Suite struct RetentionPropertyTests {
    @Test func `ten thousand random catalogs keep what must be kept, and go as the naive rules say`() throws {
        #expect(RandomCatalog.zones != nil)
        var (deleting, deferring) = (0, 0)
        for seed in 0..<10_000 as Range<UInt64> {
            let made = RandomCatalog(seed: seed)
            let plan = plan(made, made.entries)
            if !plan.deletions.isEmpty { deleting += 1 }
            if !plan.deferred.isEmpty { deferring += 1 }
            guard let complaint = complaint(plan, made, seed) else { continue }
            Issue.record("seed \(seed): \(complaint)")
            return
        }
        // Or it would have been no test.
        #expect(deleting > 2_000 && deferring > 1_000, "\(deleting), \(deferring)")
    }

    private func plan(_ made: RandomCatalog, _ entries: [CatalogEntry]) -> RetentionPlan {
        RetentionPlan(
            for: Catalog(entries, instance: "home"), made.policy, incoming: made.incoming, now: made.now,
            calendar: made.zone?.calendar ?? .utc)
    }

    /// What does not hold, if anything.
    private func complaint(_ plan: RetentionPlan, _ made: RandomCatalog, _ seed: UInt64) -> String? {
        let going = (plan.deletions + plan.deferred)
        let ids = Set(going.map(\.id))
        let present = made.now
        let good = made.entries.filter { $0.instance == "home" && $0.trust == .verified && $0.date <= present }
        if plan.decisions.count != made.entries.count { return "not one verdict for each" }
        if going.contains(where: { $0.instance != "home" }) { return "a foreign one goes" }
        if going.contains(where: \.isPinned) { return "a pinned one goes" }
        for (series, good) in Dictionary(grouping: good, by: \.series) {
            if let newest = good.map(\.date).max(), good.allSatisfy({ $0.date < newest || ids.contains($0.id) }) {
                return "no newest good one is left of \(series ?? "the house")"
            }
        }
        let safe = Set(good.map(\.series))
        if going.contains(where: { !safe.contains($0.series) }) { return "something goes although nothing is good" }
        if made.policy.keepsEverything, !going.isEmpty { return "something goes without a rule" }
        if plan.deletions.count > max(0, made.policy.maxDeletes) { return "too many go at once" }
        if let last = plan.deletions.last?.date, plan.deferred.contains(where: { $0.date < last }) {
            return "an older one waits"
        }
        if plan.decisions.contains(where: { $0.verdict.codes.isEmpty }) { return "no reason is given" }
        return comparison(plan, made, seed)
    }

    /// Each series as if the others were not there; the oldest of all first.
    private func naiveDeletions(_ made: RandomCatalog) -> [String] {
        let going = Dictionary(grouping: made.entries, by: \.series).flatMap { series, entries in
            Naive(entries, made.policy, incoming: series == nil ? made.incoming : nil, now: made.now) {
                made.zone?.offset(at: $0) ?? 0
            }.deletions()
        }
        return made.entries.sorted { ($0.date, $0.id) < ($1.date, $1.id) }.map(\.id).filter(Set(going).contains)
    }

    private func comparison(_ plan: RetentionPlan, _ made: RandomCatalog, _ seed: UInt64) -> String? {
        let naive = naiveDeletions(made)
        let going = (plan.deletions + plan.deferred).map(\.id)
        if naive != going { return "\(going) goes, and naively \(naive)" }
        var random = SeededRandom(seed: seed)
        if self.plan(made, made.entries.shuffled(using: &random)) != plan { return "the listing's order shows" }
        if self.plan(made, made.entries + made.entries.prefix(3)) != plan { return "what is listed twice shows" }
        let deleted = Set(plan.deletions.map(\.id))
        let again = self.plan(made, made.entries.filter { !deleted.contains($0.id) })
        if (again.deletions + again.deferred).map(\.id) != plan.deferred.map(\.id) {
            return "a second run wants something else than what was deferred"
        }
        return nil
    }
}
