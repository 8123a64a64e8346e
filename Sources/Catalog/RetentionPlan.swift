/// What a policy makes of a catalog: a verdict with a reason for every backup there is.
package struct RetentionPlan: Sendable, Equatable {
    /// Why a backup stays.
    package enum Keep: Sendable, Equatable {
        case policyKeepsEverything
        case newestGood
        /// The newest good one is a partial one, and this the newest that is not.
        case newestFull
        case pinned
        case foreign
        /// Among the newest; the place counts from 1, as in the rules below.
        case last(Int)
        case daily(Int)
        case weekly(Int)
        case monthly(Int)
        case yearly(Int)
        case within
        /// A rule has places left, and there is nothing older to put there.
        case oldest
        /// Good, but of a time that has not come: some clock was wrong.
        case future
        /// Not known to be good, but there is no newer good one.
        case nothingBetter
    }

    /// Why a backup goes.
    package enum Delete: Sendable, Equatable {
        /// No rule keeps it.
        case superfluous
        /// Never confirmed or damaged, and a newer good one is there.
        case unconfirmed
        case damaged
    }

    /// What is to become of a backup, and why.
    package enum Verdict: Sendable, Equatable {
        /// All the reasons there are, at least one.
        case keep([Keep])
        case delete(Delete)
        /// It would go, but the run has reached its `maxDeletes`.
        case deferred(Delete)

        /// Why it stays for good; nil when it goes, now or later.
        package var reasonsToKeep: [Keep]? { if case .keep(let reasons) = self { reasons } else { nil } }
    }

    /// The verdict on one backup.
    package struct Decision: Sendable, Equatable {
        package let entry: CatalogEntry
        package let verdict: Verdict

        package init(entry: CatalogEntry, verdict: Verdict) {
            self.entry = entry
            self.verdict = verdict
        }
    }

    /// Newest first, our own and then the foreign ones.
    package let decisions: [Decision]

    package init(decisions: [Decision]) {
        self.decisions = decisions
    }

    /// Of each series that loses something, the newest good one, for whose sake the others may go; nil when one of them
    /// has none, so that nothing must go.
    package var mainstays: [CatalogEntry]? {
        let losing = Set(deletions.map(\.series))
        let newest = decisions.filter { $0.verdict.reasonsToKeep?.contains(.newestGood) == true }.map(\.entry)
        let mainstays = newest.filter { losing.contains($0.series) }
        return mainstays.count == losing.count ? mainstays : nil
    }

    /// What is to be deleted, oldest first.
    package var deletions: [CatalogEntry] {
        decisions.reversed().compactMap { if case .delete = $0.verdict { $0.entry } else { nil } }
    }

    /// What waits for the next run, or for one that may delete more, oldest first.
    package var deferred: [CatalogEntry] {
        decisions.reversed().compactMap { if case .deferred = $0.verdict { $0.entry } else { nil } }
    }
}
