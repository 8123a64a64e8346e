import FoundationEssentials

/// One rule of a policy: of how many periods it keeps the newest backup.
struct RetentionRule: Sendable {
    /// Periods; 0 or less switches the rule off.
    let count: Int
    /// Nil where each backup counts by itself.
    let period: RetentionCalendar.Period?
    /// The reason for the backup in a place, counted from 1.
    let reason: @Sendable (Int) -> RetentionPlan.Keep

    /// Which backups the rule keeps, and why.
    /// - Parameter dates: of the backups that count, newest first.
    func kept(_ dates: [Date], _ calendar: RetentionCalendar) -> [Int: RetentionPlan.Keep] {
        var kept: [Int: RetentionPlan.Keep] = [:]
        // A set, not a look at the last one: a clock set back over midnight makes a day come twice.
        var periods: Set<Int64> = []
        for (index, date) in dates.enumerated() where periods.count < count {
            let number = period.map { calendar.number(of: $0, at: date) } ?? Int64(index)
            if periods.insert(number).inserted { kept[index] = reason(periods.count) }
        }
        if periods.count < count, let oldest = dates.indices.last, kept[oldest] == nil { kept[oldest] = .oldest }
        return kept
    }
}

extension RetentionPolicy {
    var rules: [RetentionRule] {
        [
            RetentionRule(count: keepLast, period: nil) { .last($0) },
            RetentionRule(count: keepDaily, period: .day) { .daily($0) },
            RetentionRule(count: keepWeekly, period: .week(from: weekStart)) { .weekly($0) },
            RetentionRule(count: keepMonthly, period: .month) { .monthly($0) },
            RetentionRule(count: keepYearly, period: .year) { .yearly($0) },
        ]
    }
}
