import Agent
import Catalog
import DriveSimulator
import JSON
import Pipe
import Testing

/// Retention against the simulated Drive.
@Suite struct PruneJobTests {
    @Test func `the rules are carried out, the oldest first, by real deletion`() async throws {
        let stock = try Stock(days: 5)
        let result = try await stock.prune { $0.keepLast = 2 }
        #expect(result.deleted.map(\.name) == ["day 0", "day 1", "day 2"])
        #expect(result.kept == 2 && result.freed == 30 && result.isComplete)
        #expect(stock.names == ["day 3", "day 4"])
        #expect(stock.drive.requests.filter { $0.kind == .delete }.map(\.status) == [204, 204, 204])
        #expect(try await stock.prune { $0.keepLast = 2 }.deleted == [])
    }

    @Test func `a dry run says the same and deletes nothing`() async throws {
        let stock = try Stock(days: 5)
        let result = try await stock.prune {
            $0.keepLast = 2
            $0.isDryRun = true
        }
        #expect(result.deleted.count == 3 && result.kept == 2)
        #expect(stock.names.count == 5)
        #expect(!stock.drive.requests.contains { $0.kind == .delete })
        #expect(result.sentence == "To be deleted: 3. Kept: 2. To be freed: 30 B.")
    }

    @Test func `one that cannot be deleted is told, and stops nothing`() async throws {
        let stock = try Stock(days: 5)
        stock.drive.add(Fault(.status(403, reason: "insufficientFilePermissions"), on: .delete, from: 2))
        let result = try await stock.prune { $0.keepLast = 2 }
        #expect(result.deleted.map(\.name) == ["day 0", "day 2"])
        #expect(result.failures.map(\.entry.name) == ["day 1"])
        #expect(result.failures.first?.problem.code == "drive_permissions")
        #expect(!result.isComplete && result.kept == 3)
        #expect(result.payload["failures"]?.array?.first?["code"] == "drive_permissions")
        #expect(stock.names == ["day 1", "day 3", "day 4"])
    }

    @Test func `one that somebody else deletes first is done`() async throws {
        let stock = try Stock(days: 4)
        stock.drive.add(Fault(.status(404, reason: "notFound"), on: .delete, from: 1))
        let result = try await stock.prune { $0.keepLast = 2 }
        #expect(result.deleted.count == 2 && result.failures == [])
    }

    @Test func `more than are allowed at once wait, and that is told`() async throws {
        let stock = try Stock(days: 8)
        let result = try await stock.prune {
            $0.keepLast = 1
            $0.maxDeletes = 2
        }
        #expect(result.deleted.map(\.name) == ["day 0", "day 1"])
        #expect(result.plan.deferred.count == 5 && !result.isComplete)
        #expect(result.sentence.contains("Waiting for the next prune, or for one that may delete more: 5."))
        #expect(result.payload["deferred"] == 5)
    }

    @Test func `foreign ones, pinned ones and the newest good one stay whatever is asked for`() async throws {
        let stock = try Stock(days: 3)
        try stock.add("pinned", day: -1, ["pinned": "1"])
        try stock.add("theirs", day: -2, ["instance": "cabin"])
        try stock.add("broken", day: 9, ["verified": "failed"])
        try stock.add("broken before", day: -3, ["verified": "failed"])
        stock.drive.clearFaults()
        let result = try await stock.prune { $0.keepLast = 1 }
        #expect(Set(stock.names) == ["day 2", "pinned", "theirs", "broken"])
        #expect(result.kept == 3)
    }

    @Test func `the plan is told with its reasons, as much of it as a message holds`() async throws {
        let stock = try Stock(days: 60)
        let payload = try await stock.prune {
            $0.keepLast = 55
            $0.isDryRun = true
        }.payload
        let plan = try #require(payload["plan"]?.array)
        #expect((20...50).contains(plan.count) && payload["plan_truncated"] == true)
        #expect(plan.prefix(5).allSatisfy { $0["action"] == "delete" && $0["reasons"] == ["superfluous"] })
        #expect(plan[5]["action"] == "keep" && plan[5]["reasons"] == ["newest_good", "last"])
        #expect(plan[0]["bytes"] == 10 && plan[0]["at"]?.string?.count == 20)
        #expect(plan[0]["why"] == "no rule keeps it")
    }

    @Test func `what is told fits into a message, however long the names are`() async throws {
        let stock = try Stock(days: 0)
        let name = String(repeating: "ä", count: 120)
        for day in 0..<60 { try stock.add("\(day) \(name)", day: day) }
        let payload = try await stock.prune {
            $0.keepLast = 55
            $0.isDryRun = true
        }.payload
        #expect((10..<50).contains(payload["plan"]?.array?.count ?? 0) && payload["plan_truncated"] == true)
        #expect(payload.text.count <= 7_168)
    }

    @Test func `without the newest good one of a moment ago, nothing is deleted`() async throws {
        let stock = try Stock(days: 4)
        // Two listings, then the look at the newest good one.
        stock.drive.add(Fault(.status(404, reason: "notFound"), on: .metadata, from: 3))
        let outcome = await stock.outcome { $0.keepLast = 1 }
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.code == "newest_good_gone")
        #expect(stock.names.count == 4)
    }

    @Test func `one that is pinned after it was listed stays`() async throws {
        let stock = try Stock(days: 4)
        let second = stock.files[1]
        stock.onLog("deleted day 0") { [drive = stock.drive] in
            try? drive.change(second.id, ["appProperties": ["pinned": "1"]])
        }
        let result = try await stock.prune { $0.keepLast = 2 }
        #expect(result.spared.map(\.name) == ["day 1"] && result.deleted.map(\.name) == ["day 0"])
        #expect(result.kept == 3 && result.sentence.contains("Changed meanwhile, and therefore kept: 1."))
        #expect(stock.names == ["day 1", "day 2", "day 3"])
    }

    @Test func `one that goes to the trash after it was listed frees nothing, and is not called deleted`() async throws
    {
        let stock = try Stock(days: 4)
        let second = stock.files[1]
        stock.onLog("deleted day 0") { [drive = stock.drive] in try? drive.change(second.id, ["trashed": true]) }
        let result = try await stock.prune { $0.keepLast = 2 }
        #expect(result.spared.map(\.name) == ["day 1"] && result.deleted.map(\.name) == ["day 0"])
        #expect(result.freed == 10)
    }

    @Test func `cancelled between two files, it deletes no further one`() async throws {
        let stock = try Stock(days: 4)
        stock.onLog("deleted day 0") { [cancellation = stock.cancellation] in cancellation.request() }
        #expect(await stock.outcome { $0.keepLast = 1 } == .cancelled)
        #expect(stock.names == ["day 1", "day 2", "day 3"])
    }

    @Test func `cancelled beforehand, it deletes nothing`() async throws {
        let stock = try Stock(days: 4)
        stock.cancellation.request()
        #expect(await stock.outcome { $0.keepLast = 1 } == .cancelled)
        #expect(stock.names.count == 4)
    }
}
