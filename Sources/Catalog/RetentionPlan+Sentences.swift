extension RetentionPlan.Keep {
    /// Stable, for machines.
    package var code: String {
        switch self {
        case .policyKeepsEverything: "policy_keeps_everything"
        case .newestGood: "newest_good"
        case .newestFull: "newest_full"
        case .pinned: "pinned"
        case .foreign: "foreign"
        case .last: "last"
        case .daily: "daily"
        case .weekly: "weekly"
        case .monthly: "monthly"
        case .yearly: "yearly"
        case .within: "within"
        case .oldest: "oldest"
        case .future: "future"
        case .nothingBetter: "nothing_better"
        }
    }

    /// For people, to follow "kept: ".
    package var description: String {
        switch self {
        case .policyKeepsEverything: "no rule deletes anything"
        case .newestGood: "the newest good one"
        case .newestFull: "the newest good one with everything in it"
        case .pinned: "pinned"
        case .foreign: "not made by this instance"
        case .last(let place): "number \(place) of the newest"
        case .daily(let place): "the last of its day, number \(place)"
        case .weekly(let place): "the last of its week, number \(place)"
        case .monthly(let place): "the last of its month, number \(place)"
        case .yearly(let place): "the last of its year, number \(place)"
        case .within: "not old enough"
        case .oldest: "the oldest, while a rule has places left"
        case .future: "dated in the future"
        case .nothingBetter: "nothing newer is known to be good"
        }
    }
}

extension RetentionPlan.Delete {
    /// Stable, for machines.
    package var code: String {
        switch self {
        case .superfluous: "superfluous"
        case .unconfirmed: "unconfirmed"
        case .damaged: "damaged"
        }
    }

    /// For people.
    package var description: String {
        switch self {
        case .superfluous: "no rule keeps it"
        case .unconfirmed: "never confirmed, and a newer one is good"
        case .damaged: "damaged, and a newer one is good"
        }
    }
}

extension RetentionPlan.Verdict {
    /// Stable, for machines: `keep`, `delete` or `defer`.
    package var action: String {
        switch self {
        case .keep: "keep"
        case .delete: "delete"
        case .deferred: "defer"
        }
    }

    /// Stable, for machines.
    package var codes: [String] {
        switch self {
        case .keep(let reasons): reasons.map(\.code)
        case .delete(let reason), .deferred(let reason): [reason.code]
        }
    }

    /// For people: all reasons.
    package var reasons: String {
        switch self {
        case .keep(let reasons): reasons.map(\.description).joined(separator: "; ")
        case .delete(let reason): reason.description
        case .deferred(let reason): "\(reason.description), but enough are deleted in this run"
        }
    }
}
