import Catalog
import FoundationEssentials

/// The rules of retention once more, written to be seen through rather than to be fast: every backup is asked by itself
/// whether there is a reason for it, by looking at all others. Shares no code with what it is compared with.
struct Naive {
    /// A backup and the periods it lies in: the day on which its week began, 20261123, 202611 and 2026.
    private struct Dated {
        let entry: CatalogEntry
        let week: Int
        let day: Int
        var month: Int { day / 100 }
        var year: Int { day / 10_000 }
    }

    private let own: [Dated]
    /// Those that count, and the one that is expected.
    private let counted: [Dated]
    private let good: [CatalogEntry]
    private let newest: Date
    private let present: Date
    private let policy: RetentionPolicy

    init(
        _ entries: [CatalogEntry], _ policy: RetentionPolicy, incoming: Date?, now: Date, offset: (Int64) -> Int64
    ) {
        let present = max(now, incoming ?? now)
        let dated = entries.filter { $0.instance == "home" }.map { Self.dated($0, policy.weekStart, offset) }
        let good = dated.filter { $0.entry.trust == .verified && $0.entry.date <= present }
        // Its id sorts after all others.
        let expected = incoming.map {
            Self.dated(CatalogEntry(id: "~", name: "", instance: "home", date: $0, size: 0), policy.weekStart, offset)
        }
        own = dated
        self.good = good.map(\.entry)
        counted = good.filter { !$0.entry.isPinned } + [expected].compactMap(\.self)
        newest = max(incoming ?? .distantPast, good.map(\.entry.date).max() ?? .distantPast)
        self.present = present
        self.policy = policy
    }

    /// The ids that go, oldest first, without regard to how many may go at once.
    func deletions() -> [String] {
        own.filter { !stays($0) }.map(\.entry).sorted { isNewer($1, $0) }.map(\.id)
    }

    private func stays(_ one: Dated) -> Bool {
        let entry = one.entry
        let counts = [policy.keepLast, policy.keepDaily, policy.keepWeekly, policy.keepMonthly, policy.keepYearly]
        if entry.isPinned || (policy.keepWithin < 1 && !counts.contains { $0 > 0 }) { return true }
        if entry.trust != .verified { return !good.contains { $0.date > entry.date } }
        if entry.date > present || !good.contains(where: { isNewer($0, entry) }) { return true }
        if policy.keepWithin > 0, newest.timeIntervalSince(entry.date) <= Double(policy.keepWithin) { return true }
        let newer = counted.filter { isNewer($0.entry, entry) }
        return newer.count < policy.keepLast || isKept(one, newer, policy.keepDaily, \.day)
            || isKept(one, newer, policy.keepWeekly, \.week) || isKept(one, newer, policy.keepMonthly, \.month)
            || isKept(one, newer, policy.keepYearly, \.year)
    }

    /// It is the last of its period, and there are not too many periods after it; or it is the oldest, and there are
    /// not enough periods at all.
    private func isKept(_ one: Dated, _ newer: [Dated], _ count: Int, _ period: KeyPath<Dated, Int>) -> Bool {
        let after = Set(newer.map { $0[keyPath: period] })
        let isLast = !after.contains(one[keyPath: period])
        let isOldest = newer.count == counted.count - 1
        return after.count < count && (isLast || isOldest)
    }

    private func isNewer(_ one: CatalogEntry, _ other: CatalogEntry) -> Bool {
        one.date == other.date ? one.id > other.id : one.date > other.date
    }

    private static func dated(
        _ entry: CatalogEntry, _ weekStart: RetentionPolicy.Weekday, _ offset: (Int64) -> Int64
    ) -> Dated {
        let seconds = Int64(entry.date.timeIntervalSince1970.rounded(.down))
        let number = Int((Double(seconds + offset(seconds)) / 86_400).rounded(.down))
        let names = ["thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"]
        var week = number
        while names[((week % 7) + 7) % 7] != weekStart.rawValue { week -= 1 }
        let (year, month, day) = date(ofDay: number)
        return Dated(entry: entry, week: week, day: year * 10_000 + month * 100 + day)
    }

    /// By counting whole years and months from 1970.
    private static func date(ofDay number: Int) -> (Int, Int, Int) {
        var (left, year, month) = (number, 1970, 1)
        while left < 0 {
            year -= 1
            left += isLeap(year) ? 366 : 365
        }
        while left >= (isLeap(year) ? 366 : 365) {
            left -= isLeap(year) ? 366 : 365
            year += 1
        }
        while left >= days(in: month, of: year) {
            left -= days(in: month, of: year)
            month += 1
        }
        return (year, month, left + 1)
    }

    static func dayAfter(_ year: Int, _ month: Int, _ day: Int) -> (Int, Int, Int) {
        if day < days(in: month, of: year) { return (year, month, day + 1) }
        return month < 12 ? (year, month + 1, 1) : (year + 1, 1, 1)
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(in month: Int, of year: Int) -> Int {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }
}
