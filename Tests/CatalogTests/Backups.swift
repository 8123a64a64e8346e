import Catalog
import FoundationEssentials

/// A good backup of the instance `home`, named for what a test calls it.
func backup(_ id: String, _ date: Date) -> CatalogEntry {
    CatalogEntry(id: id, name: id, instance: "home", date: date, size: 10)
}

/// Long after all dates of the tests.
let later = Date(timeIntervalSince1970: 4_000_000_000)

/// The ids that a policy lets stay, oldest first.
func kept(
    _ entries: [CatalogEntry], _ calendar: RetentionCalendar = .utc, incoming: Date? = nil, now: Date = later,
    _ change: (inout RetentionPolicy) -> Void
) -> [String] {
    retention(entries, calendar, incoming: incoming, now: now, change).keptIDs
}

func retention(
    _ entries: [CatalogEntry], _ calendar: RetentionCalendar = .utc, incoming: Date? = nil, now: Date = later,
    _ change: (inout RetentionPolicy) -> Void
) -> RetentionPlan {
    var policy = RetentionPolicy()
    policy.maxDeletes = .max
    change(&policy)
    return RetentionPlan(
        for: Catalog(entries, instance: "home"), policy, incoming: incoming, now: now, calendar: calendar)
}

extension RetentionPlan {
    var keptIDs: [String] {
        decisions.reversed().compactMap { if case .keep = $0.verdict { $0.entry.id } else { nil } }
    }

    func reasons(_ id: String) -> [Keep] {
        guard case .keep(let reasons)? = decisions.first(where: { $0.entry.id == id })?.verdict else { return [] }
        return reasons
    }

    func verdict(_ id: String) -> Verdict? { decisions.first { $0.entry.id == id }?.verdict }
}
