import Archive
import Backup
import Glibc
import Pipe
import TestSupport
import Testing

/// Databases in WAL mode that are written to while they go into a backup.
@Suite struct PinnedDatabaseTests {
    /// `DRIVEPIPE_STRESS` says how many.
    static let rounds = getenv("DRIVEPIPE_STRESS").flatMap { Int(String(cString: $0)) } ?? 20

    @Test func `every backup of a database that two processes write to is one state with all that was committed`()
        throws
    {
        let database = try DatabaseFolder()
        try database.startWriter("checkpoint", "vacuum", "slow")
        try database.startWriter("checkpoint", "big", "reopen", "slow")
        for round in 0..<Self.rounds {
            let began = ContinuousClock.now
            try database.takeDownRows()
            let tree = try database.source.scan()
            print("scanned", round, ContinuousClock.now - began)
            #expect(tree.notices.list == [])
            let before = database.committed()
            var notices = BackupNotices()
            let copy = try UnpackedTree(tree, notices: &notices) { _ in
                if round % 4 == 0 { usleep(2_000) }
            }
            print("written", round, ContinuousClock.now - began)
            #expect(notices.list == [])
            #expect(Int64(copy.tarSize) == tree.tarSize)
            #expect(copy.names == ["data/home-assistant_v2.db", "data/"])
            #expect(try database.flaws(ofCopy: "\(copy.folder.path)/data/\(database.name)") == "")
            print("checked", round, ContinuousClock.now - began)
            // A copy needs no lock of the writers: they go on while a state is held.
            let held = try database.source.scan()
            try database.wait { database.committed() > before + 1 }
            withExtendedLifetime(held) {}
        }
        try database.stopWriters()
    }
}
