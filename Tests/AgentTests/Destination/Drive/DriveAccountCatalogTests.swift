import Agent
import Catalog
import Drive
import DriveSimulator
import JSON
import Pipe
import Testing

/// What people do to single backups.
@Suite struct DriveAccountCatalogTests {
    @Test func `backups of this instance may be pinned, unpinned and deleted by hand`() async throws {
        let stock = try Stock(days: 3)
        let (account, cancellation) = (stock.account, stock.cancellation)
        let first = try #require(stock.files.first)
        try await Thread.run {
            let pinned = try account.pin(.id(first.id), note: "why", cancellation)
            #expect(pinned.isPinned && pinned.note == "why")
            #expect(throws: TargetError.pinned("day 0")) {
                try account.delete(.id(first.id), force: false, cancellation)
            }
            #expect(try !account.unpin(.id("00000000"), cancellation).isPinned)
            #expect(try account.delete(.id(first.id), force: false, cancellation).name == "day 0")
            #expect(throws: TargetError.newestGood("day 2")) {
                try account.delete(.latest, force: false, cancellation)
            }
            #expect(try account.delete(.latest, force: true, cancellation).name == "day 2")
        }
        #expect(stock.names == ["day 1"])
    }

    @Test func `what is not ours is never changed, not even by force`() async throws {
        let stock = try Stock(days: 1)
        try stock.add("theirs", day: 3, ["instance": "cabin", "slug": "ffffffff"])
        let stranger = try stock.drive.put(["name": "holiday.jpg"], content: [1])
        let theirs = try #require(stock.files.first { $0.name == "theirs" })
        let (account, cancellation) = (stock.account, stock.cancellation)
        try await Thread.run {
            for (target, name) in [(theirs.id, "theirs"), ("ffffffff", "theirs"), (stranger.id, "holiday.jpg")] {
                let error = TargetError.foreign(name)
                #expect(throws: error) { try account.delete(.id(target), force: true, cancellation) }
                #expect(throws: error) { try account.pin(.id(target), note: nil, cancellation) }
                #expect(throws: error) { try account.unpin(.id(target), cancellation) }
            }
            #expect(throws: TargetError.unknown) { try account.delete(.id("1nothing"), force: true, cancellation) }
        }
        #expect(stock.names.count == 3)
        #expect(!stock.drive.requests.contains { $0.kind == .delete })
    }
}
