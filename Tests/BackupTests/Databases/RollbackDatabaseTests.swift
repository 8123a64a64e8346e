import Archive
import Backup
import Glibc
import Pipe
import TestSupport
import Testing

/// Databases with a rollback journal, which know only one state.
@Suite struct RollbackDatabaseTests {
    private static let pragmas = "PRAGMA journal_mode=DELETE"

    @Test(arguments: ["DELETE", "TRUNCATE", "PERSIST"])
    func `every backup of a small database that is written to is one state`(journal: String) throws {
        let database = try DatabaseFolder(pragmas: "PRAGMA journal_mode=\(journal)")
        try database.startWriter("slow", "journal=\(journal)")
        for _ in 0..<PinnedDatabaseTests.rounds / 2 {
            try database.takeDownRows()
            let tree = try database.source.scan()
            #expect(tree.notices.list == [])
            let copy = try UnpackedTree(tree, allowance: 1 << 20)
            #expect(copy.notices == [])
            #expect(copy.names == ["data/\(database.name)", "data/"])
            #expect(try database.flaws(ofCopy: copy.path(database.name)) == "")
        }
        try database.stopWriters()
    }

    @Test func `a transaction that is under way is not in the copy, nor is its journal`() throws {
        let database = try DatabaseFolder(pragmas: Self.pragmas)
        let holder = try database.hold("BEGIN IMMEDIATE; UPDATE kept SET payload = 1; DELETE FROM total")
        #expect(try database.names == [database.name, "\(database.name)-journal"])
        let copy = try UnpackedTree(try database.source.scan())
        #expect(copy.notices == [])
        #expect(copy.names == ["data/\(database.name)", "data/"])
        #expect(try database.flaws(ofCopy: copy.path(database.name)) == "")
        withExtendedLifetime(holder) {}
    }

    @Test func `what a killed writer left half done goes with its journal, which makes it whole again`() throws {
        let database = try DatabaseFolder(pragmas: Self.pragmas, rows: 2_000)
        let holder = try database.hold("PRAGMA cache_size=2; BEGIN; UPDATE kept SET payload = 1; DELETE FROM total")
        holder.end(by: SIGKILL)
        let tree = try database.source.scan()
        #expect(tree.notices.list.map(\.path) == [database.path])
        let copy = try UnpackedTree(tree)
        #expect(copy.names == ["data/\(database.name)", "data/\(database.name)-journal", "data/"])
        #expect(try database.flaws(ofCopy: copy.path(database.name)) == "")
    }

    @Test(arguments: [false, true])
    func `a large database is read without a lock, and told when it was written to meanwhile`(isWritten: Bool) throws {
        let database = try DatabaseFolder(pragmas: Self.pragmas, rows: 10_000)
        let tree = try database.source.scan()
        #expect(tree.contentSize > 9 << 20)
        var isToWrite = isWritten
        let copy = try UnpackedTree(tree) { written in
            guard isToWrite, written > 2 << 20 else { return }
            isToWrite = false
            #expect(throws: Never.self) { try database.run("PRAGMA busy_timeout=0; UPDATE total SET checksum = 7") }
        }
        #expect(copy.notices.map(\.path) == (isWritten ? [database.path] : []))
        if !isWritten { #expect(try database.flaws(ofCopy: copy.path(database.name)) == "") }
    }
}
