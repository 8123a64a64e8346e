import Catalog
import FoundationEssentials
import Supervisor

/// Which of the Supervisor's backups are to be stored: those that are not, and that retention would not delete as soon as
/// they are. Otherwise the old ones would be sent again each night, and deleted again.
struct MissingBackups: Equatable {
    /// Newest first.
    let wanted: [SupervisorBackup]
    /// How many are not stored because no rule would keep them.
    let superfluousCount: Int

    /// - Parameters:
    ///   - candidates: what the Supervisor has, in any order.
    ///   - isPinned: whether they are stored such that retention never deletes them.
    init(
        of candidates: [SupervisorBackup], beside stored: Catalog, _ policy: RetentionPolicy, isPinned: Bool,
        now: Date = Date(), calendar: RetentionCalendar = .local
    ) {
        let known = stored.soundSlugs
        let missing = candidates.filter { !known.contains($0.slug) }.sorted { $0.date > $1.date }
        let entries = missing.map {
            CatalogEntry(
                id: Self.id($0.slug), name: $0.name, instance: stored.instance, slug: $0.slug,
                date: Date(payloadText: $0.date) ?? now, size: $0.size ?? 0, kind: $0.isPartial ? .partial : .full,
                isPinned: isPinned)
        }
        // As if all were there: what one of them pushes out need not be sent first.
        let plan = RetentionPlan(
            for: Catalog(stored.own + entries, instance: stored.instance), policy, now: now, calendar: calendar)
        let kept = Set(plan.decisions.filter { $0.verdict.reasonsToKeep != nil }.map(\.entry.id))
        wanted = missing.filter { kept.contains(Self.id($0.slug)) }
        superfluousCount = missing.count - wanted.count
    }

    /// A sentence for people; nil when none is left out.
    var superfluousSentence: String? {
        switch superfluousCount {
        case 0: nil
        case 1: "One of the Supervisor's backups is not stored: by the rules of retention it would be deleted at once."
        default:
            "\(superfluousCount) of the Supervisor's backups are not stored: by the rules of retention they would be "
                + "deleted at once."
        }
    }

    /// Such as no destination has.
    private static func id(_ slug: String) -> String { "supervisor:\(slug)" }
}

extension Catalog {
    /// Home Assistant's ids of our own backups, without those that are known to be damaged.
    var soundSlugs: Set<String> { Set(own.filter { $0.trust != .damaged }.compactMap(\.slug)) }
}
