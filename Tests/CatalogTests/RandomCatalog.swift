import Catalog
import FoundationEssentials
import TestSupport

/// A catalog and a policy that no one would think of, the same for the same number.
struct RandomCatalog {
    static let zones = try? [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Australia/Sydney", "Asia/Kolkata", "UTC",
        "America/Sao_Paulo", "Pacific/Apia",
    ].map { try ZoneFile($0) }

    let entries: [CatalogEntry]
    let policy: RetentionPolicy
    let incoming: Date?
    let now: Date
    let zone: ZoneFile?

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let now = Date(timeIntervalSince1970: 1_793_000_000 + Double(Int.random(in: 0..<40_000_000, using: &random)))
        // From some hours to some decades: many in one day, and none for years.
        let span = [0, 5, 100, 1_000, 10_000, 100_000, 500_000].randomElement(using: &random) ?? 0
        let count = Int.random(in: 0...([3, 8, 30].randomElement(using: &random) ?? 3), using: &random)
        entries = (0..<count).map { Self.entry($0, now, hours: span, &random) }
        policy = Self.policy(&random)
        incoming = Int.random(in: 0..<4, using: &random) == 0 ? now : nil
        self.now = now
        zone = Self.zones?.randomElement(using: &random)
    }

    private static func entry(_ number: Int, _ now: Date, hours: Int, _ random: inout SeededRandom) -> CatalogEntry {
        let age = Double(Int.random(in: -hours / 20...hours, using: &random)) * 3_600
        var entry = CatalogEntry(
            id: String(number, radix: 36) + "x", name: "n", instance: "home", date: now.addingTimeInterval(-age),
            size: 1)
        if Int.random(in: 0..<4, using: &random) == 0 {
            entry.series = ["pipe:a", "pipe:b"].randomElement(using: &random)
        }
        switch Int.random(in: 0..<20, using: &random) {
        case 0: entry.instance = nil
        case 1: entry.instance = "other"
        case 2: entry.date = Date(timeIntervalSince1970: 0)
        case 3, 4: entry.isPinned = true
        case 5, 6: entry.trust = .damaged
        case 7, 8: entry.trust = .unconfirmed
        default: break
        }
        return entry
    }

    private static func policy(_ random: inout SeededRandom) -> RetentionPolicy {
        var policy = RetentionPolicy()
        func count() -> Int { Bool.random(using: &random) ? 0 : Int.random(in: -1...12, using: &random) }
        policy.keepLast = count()
        policy.keepDaily = count()
        policy.keepWeekly = count()
        policy.keepMonthly = count()
        policy.keepYearly = count()
        policy.keepWithin = Int64(max(0, count())) * Int64(Int.random(in: 0...2_000_000, using: &random))
        policy.weekStart = RetentionPolicy.Weekday.allCases.randomElement(using: &random) ?? .monday
        policy.maxDeletes = Int.random(in: 0...8, using: &random)
        return policy
    }
}
