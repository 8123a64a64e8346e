/// Which backups stay. All rules off means that everything stays.
package struct RetentionPolicy: Sendable, Hashable {
    /// The day on which a week begins.
    package enum Weekday: String, Sendable, CaseIterable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday
    }

    /// The newest so many; 0 switches a rule off.
    package var keepLast = 0
    /// The last backup of so many days, weeks, months and years that have one, on the wall clock.
    package var keepDaily = 0
    package var keepWeekly = 0
    package var keepMonthly = 0
    package var keepYearly = 0
    /// All that are not older than so many seconds before the newest good one; 0 switches the rule off.
    package var keepWithin: Int64 = 0
    package var weekStart = Weekday.monday
    /// The most deletions in one run; 0: none.
    package var maxDeletes = 5

    package init(keepLast: Int = 0) {
        self.keepLast = keepLast
    }

    package var keepsEverything: Bool {
        max(keepLast, keepDaily, keepWeekly, keepMonthly, keepYearly) <= 0 && keepWithin <= 0
    }
}
