import FoundationEssentials

extension RetentionPlan {
    /// - Parameter incoming: the date of a backup that is about to be made, which counts as the newest; the newest good
    ///   one that is there stays all the same.
    package init(
        for catalog: Catalog, _ policy: RetentionPolicy, incoming: Date? = nil, calendar: RetentionCalendar
    ) {
        self.init(
            decisions: catalog.own.map { Decision(entry: $0, verdict: .keep([.policyKeepsEverything])) }
                + catalog.foreign.map { Decision(entry: $0, verdict: .keep([.foreign])) })
    }
}
