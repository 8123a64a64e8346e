import FoundationEssentials

/// What the rules say of each backup of one series of our own, with no bound on deletions yet.
struct RetentionVerdicts {
    private let policy: RetentionPolicy
    /// Moments after this one are in the future.
    private let present: Date
    private let newestGood: CatalogEntry?
    /// Nil where it is the newest good one itself.
    private let newestFull: CatalogEntry?
    /// Whatever is as new as this stays; nil without that rule.
    private let within: Date?
    private let keptByRules: [String: [RetentionPlan.Keep]]

    /// For each series there is.
    static func bySeries(
        _ catalog: Catalog, _ policy: RetentionPolicy, incoming: Date?, now: Date, _ calendar: RetentionCalendar
    ) -> [String?: RetentionVerdicts] {
        var verdicts: [String?: RetentionVerdicts] = [:]
        for (series, entries) in Dictionary(grouping: catalog.own, by: \.series) {
            let ahead = series == nil ? incoming : nil
            verdicts[series] = RetentionVerdicts(entries, policy, incoming: ahead, now: now, calendar)
        }
        return verdicts
    }

    /// - Parameter entries: all of one series, newest first.
    private init(
        _ entries: [CatalogEntry], _ policy: RetentionPolicy, incoming: Date?, now: Date,
        _ calendar: RetentionCalendar
    ) {
        let present = max(now, incoming ?? now)
        let good = entries.filter { $0.trust == .verified && $0.date <= present }
        self.policy = policy
        self.present = present
        newestGood = good.first
        newestFull = good.first?.kind == .full ? nil : good.first { $0.kind == .full }
        let newest = [incoming, good.first?.date].compactMap(\.self).max()
        within = policy.keepWithin > 0 ? newest?.addingTimeInterval(-TimeInterval(policy.keepWithin)) : nil
        keptByRules = Self.kept(good.filter { !$0.isPinned }, policy, incoming, calendar)
    }

    private static func kept(
        _ candidates: [CatalogEntry], _ policy: RetentionPolicy, _ incoming: Date?, _ calendar: RetentionCalendar
    ) -> [String: [RetentionPlan.Keep]] {
        let ahead = incoming.map { [$0] } ?? []
        let dates = ahead + candidates.map(\.date)
        var reasons: [String: [RetentionPlan.Keep]] = [:]
        for rule in policy.rules {
            for (index, reason) in rule.kept(dates, calendar) where index >= ahead.count {
                let id = candidates[index - ahead.count].id
                if reason != .oldest || reasons[id]?.contains(.oldest) != true {
                    reasons[id, default: []].append(reason)
                }
            }
        }
        return reasons
    }

    func verdict(on entry: CatalogEntry) -> RetentionPlan.Verdict {
        var reasons: [RetentionPlan.Keep] = []
        if policy.keepsEverything { reasons.append(.policyKeepsEverything) }
        if entry.id == newestGood?.id { reasons.append(.newestGood) }
        if entry.id == newestFull?.id { reasons.append(.newestFull) }
        if entry.isPinned { reasons.append(.pinned) }
        reasons += entry.trust == .verified ? rulesKeeping(entry) : reasonsToKeepDoubtful(entry)
        guard reasons.isEmpty else { return .keep(reasons) }
        return switch entry.trust {
        case .verified: .delete(.superfluous)
        case .unconfirmed: .delete(.unconfirmed)
        case .damaged: .delete(.damaged)
        }
    }

    private func rulesKeeping(_ entry: CatalogEntry) -> [RetentionPlan.Keep] {
        guard entry.date <= present else { return [.future] }
        let isWithin = within.map { entry.date >= $0 } ?? false
        return (keptByRules[entry.id] ?? []) + (isWithin ? [.within] : [])
    }

    private func reasonsToKeepDoubtful(_ entry: CatalogEntry) -> [RetentionPlan.Keep] {
        if let newestGood, newestGood.date > entry.date { return [] }
        return [.nothingBetter]
    }
}
