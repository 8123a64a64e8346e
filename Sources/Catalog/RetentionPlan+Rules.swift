import FoundationEssentials

extension RetentionPlan {
    /// What the policy makes of the catalog. The same for the same arguments, in whatever order the listing came.
    ///
    /// The rules are those of `restic forget`: each looks at all backups that count, whatever another rule keeps, and a
    /// backup stays if one of them wants it. (`borg prune` passes over what an earlier rule keeps, and so keeps some
    /// more.) As with both, days without a backup do not count, and while a rule has places left, the oldest backup
    /// stays for it, so that history grows to the length that was asked for.
    ///
    /// - Each series has all places of all rules for itself: what comes through a pipe every hour pushes out nothing but
    ///   its like. Only `maxDeletes` is one number for the whole run.
    /// - What counts: our own that are verified, not pinned and not dated in the future. Pinned ones stay beside what the
    ///   rules keep and use up no place, as with the incumbent add-on and borg's protected archives: to pin a backup
    ///   never makes another one go.
    /// - What always stays: the newest good one, the newest good full one (a row of partial ones must not push out the last
    ///   that has everything in it), pinned ones, foreign ones, good ones dated after `now` (a clock was
    ///   wrong; until their time comes they would be the newest of all rules and push out what is), and all with a
    ///   policy without rules.
    /// - What is unconfirmed or damaged goes when a newer good one is there.
    /// - Deletions beyond `maxDeletes` are deferred: the oldest go first.
    /// - Parameters:
    ///   - incoming: the date of a backup of Home Assistant that is about to be made, which counts as the newest; the newest good one that
    ///     is there stays all the same.
    package init(
        for catalog: Catalog, _ policy: RetentionPolicy, incoming: Date? = nil, now: Date = Date(),
        calendar: RetentionCalendar
    ) {
        let rules = RetentionVerdicts.bySeries(catalog, policy, incoming: incoming, now: now, calendar)
        var left = max(0, policy.maxDeletes)
        let oldestFirst = catalog.own.reversed().map { entry in
            var verdict = rules[entry.series]?.verdict(on: entry) ?? .keep([.nothingBetter])
            if case .delete(let reason) = verdict {
                if left == 0 { verdict = .deferred(reason) } else { left -= 1 }
            }
            return Decision(entry: entry, verdict: verdict)
        }
        let foreign = catalog.foreign.map { Decision(entry: $0, verdict: .keep([.foreign])) }
        self.init(decisions: oldestFirst.reversed() + foreign)
    }
}
