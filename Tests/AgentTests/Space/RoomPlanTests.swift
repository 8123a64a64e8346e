import Agent
import Catalog
import FoundationEssentials
import Testing

@Suite struct RoomPlanTests {
    @Test func `the oldest go first, and no more than it takes`() throws {
        let plan = RetentionPlan(decisions: [
            keep("new", 10), delete("c", 10), delete("b", 10), delete("a", 10), foreign("other", 99),
        ])
        #expect(RoomPlan(freeing: 15, by: plan)?.deletions.map(\.id) == ["a", "b"])
        #expect(RoomPlan(freeing: 10, by: plan)?.deletions.map(\.id) == ["a"])
        #expect(RoomPlan(freeing: 30, by: plan)?.deletions.count == 3)
        #expect(RoomPlan(freeing: 0, by: plan)?.deletions == [])
    }

    @Test func `when all of it is not enough, nothing goes`() {
        #expect(RoomPlan(freeing: 31, by: RetentionPlan(decisions: [keep("new", 10), delete("a", 30)])) == nil)
    }

    @Test func `what waits for a confirmation does not go`() {
        let plan = RetentionPlan(decisions: [
            keep("new", 10), .init(entry: entry("b", 10), verdict: .deferred(.superfluous)), delete("a", 10),
        ])
        #expect(RoomPlan(freeing: 20, by: plan) == nil)
    }

    @Test func `a good backup of ours must remain`() {
        var damaged = entry("new", 10)
        damaged.trust = .damaged
        let plan = RetentionPlan(decisions: [
            .init(entry: damaged, verdict: .keep([.last(1)])), delete("a", 10), foreign("other", 10),
        ])
        #expect(RoomPlan(freeing: 5, by: plan) == nil)
        let two = RetentionPlan(decisions: [delete("b", 10), delete("a", 10)])
        #expect(RoomPlan(freeing: 5, by: two)?.deletions.map(\.id) == ["a"])
        #expect(RoomPlan(freeing: 15, by: two) == nil)
    }

    private func keep(_ id: String, _ size: Int64) -> RetentionPlan.Decision {
        .init(entry: entry(id, size), verdict: .keep([.newestGood]))
    }

    private func delete(_ id: String, _ size: Int64) -> RetentionPlan.Decision {
        .init(entry: entry(id, size), verdict: .delete(.superfluous))
    }

    private func foreign(_ id: String, _ size: Int64) -> RetentionPlan.Decision {
        .init(entry: entry(id, size, of: nil), verdict: .keep([.foreign]))
    }
}

/// A good backup.
func entry(_ id: String, _ size: Int64, of instance: String? = "here") -> CatalogEntry {
    CatalogEntry(id: id, name: id, instance: instance, date: Date(timeIntervalSince1970: 0), size: size)
}
