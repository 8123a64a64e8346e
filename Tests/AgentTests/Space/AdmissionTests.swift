import Agent
import Archive
import Catalog
import Drive
import Logging
import Testing

@Suite struct AdmissionTests {
    /// An account that is asked and deleted from.
    private final class Account {
        var quota: StorageQuota?
        var deleted: [String] = []
        var looks = 0
        /// Whether its figures show a deletion at once.
        var lags = false
        var refuses: Set<String> = []

        init(_ quota: StorageQuota?) { self.quota = quota }

        /// Those that turn out to be pinned by now.
        var spares: Set<String> = []

        func delete(_ entry: CatalogEntry) throws -> Bool {
            struct Refused: Error {}
            if refuses.contains(entry.id) { throw Refused() }
            if spares.contains(entry.id) { return false }
            deleted.append(entry.id)
            if !lags { quota?.usage -= entry.size }
            return true
        }
    }

    private static let plan = RetentionPlan(decisions: [
        .init(entry: entry("new", 10), verdict: .keep([.newestGood])),
        .init(entry: entry("b", 300), verdict: .delete(.superfluous)),
        .init(entry: entry("a", 300), verdict: .delete(.superfluous)),
    ])

    private func admit(
        _ size: Int64, to account: Account, _ plan: RetentionPlan? = AdmissionTests.plan,
        after freed: FreedSpace = FreedSpace()
    ) throws -> FreedSpace {
        let admission = Admission(
            quota: {
                account.looks += 1
                return account.quota
            }, plan: plan.map { plan in { plan } }, delete: account.delete, log: Logger(label: "test"))
        return try admission.admit(SizeForecast(exactly: size), afterFreeing: freed)
    }

    @Test func `what fits begins, and so does what nobody can say`() throws {
        for quota in [StorageQuota(limit: 1_000, usage: 0), StorageQuota(limit: nil, usage: 9), nil] {
            let account = Account(quota)
            #expect(try admit(100, to: account) == FreedSpace())
            #expect(account.deleted == [] && account.looks == 1)
        }
    }

    @Test func `without leave to delete it is refused`() throws {
        let account = Account(StorageQuota(limit: 1_000, usage: 800))
        #expect(throws: SpaceShortage.self) { try admit(300, to: account, nil) }
        #expect(account.deleted == [])
    }

    @Test(arguments: [true, false])
    func `room is made, whether Google's figures show it at once or not`(lags: Bool) throws {
        let account = Account(StorageQuota(limit: 1_000, usage: 900))
        account.lags = lags
        let freed = try admit(300, to: account)
        #expect(account.deleted == ["a"])
        #expect(freed.bytes == 300)
        let quota = try #require(account.quota)
        #expect(freed.uncounted(in: quota) == (lags ? 300 : 0))
        #expect(account.looks == 2)
        // An attempt that starts again a minute later has the same room, and deletes nothing more.
        let again = try admit(300, to: account, after: freed)
        #expect(again == freed && account.deleted == ["a"])
    }

    @Test func `if all of it would not be enough, nothing is deleted`() throws {
        let account = Account(StorageQuota(limit: 1_000, usage: 900))
        #expect(throws: SpaceShortage.self) { try admit(900, to: account) }
        #expect(account.deleted == [])
    }

    @Test(arguments: [true, false])
    func `what could not or must not be deleted counts for nothing`(isRefused: Bool) throws {
        let account = Account(StorageQuota(limit: 1_000, usage: 900))
        if isRefused { account.refuses = ["a"] } else { account.spares = ["a"] }
        #expect {
            try admit(500, to: account)
        } throws: { error in
            (error as? SpaceShortage)?.free == 400
        }
        #expect(account.deleted == ["b"])
    }

    @Test func `others may have taken what was made free`() throws {
        let account = Account(StorageQuota(limit: 1_000, usage: 900))
        let admission = Admission(
            quota: {
                defer { account.looks += 1 }
                return StorageQuota(limit: 1_000, usage: account.looks == 0 ? 900 : 1_000)
            }, plan: { Self.plan }, delete: account.delete, log: Logger(label: "test"))
        #expect {
            try admission.admit(SizeForecast(exactly: 350))
        } throws: { error in
            (error as? SpaceShortage)?.free == 300
        }
    }
}
