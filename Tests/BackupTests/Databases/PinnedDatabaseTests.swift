import Archive
import Backup
import FoundationEssentials
import Glibc
import Pipe
import TestSupport
import Testing

/// Databases in WAL mode that are written to while they go into a backup.
@Suite struct PinnedDatabaseTests {
    /// `DRIVEPIPE_STRESS` says how many.
    static let rounds = getenv("DRIVEPIPE_STRESS").flatMap { Int(String(cString: $0)) } ?? 10

    @Test(arguments: [["checkpoint", "vacuum"], ["reopen", "checkpoint"], ["once"]])
    func `every backup of a database that is written to without pause is one state of all that was committed`(
        habits: [String]
    ) throws {
        let database = try DatabaseFolder()
        try database.startWriter(habits)
        try database.startWriter(habits + ["big"])
        for round in 0..<Self.rounds {
            try database.takeDownRows()
            let tree = try database.source.scan()
            #expect(tree.notices.list == [])
            let copy = try UnpackedTree(tree) { _ in usleep(round % 4 == 0 ? 2_000 : 0) }
            #expect(copy.notices == [])
            #expect(Int64(copy.tarSize) == tree.tarSize)
            // An empty log stands in for the one that is there; who closes the database each time has none in between.
            #expect(copy.names.filter { !$0.hasSuffix("-wal") } == ["data/\(database.name)", "data/"])
            #expect(try database.flaws(ofCopy: copy.path(database.name)) == "")
        }
        try database.stopWriters()
    }

    @Test func `writers go on while a state is held`() throws {
        let database = try DatabaseFolder()
        try database.startWriter("checkpoint")
        let tree = try database.source.scan()
        let start = database.committed()
        try database.wait { database.committed() > start + 500 }
        try database.stopWriters()
        let copy = try UnpackedTree(tree)
        #expect(try database.flaws(ofCopy: copy.path(database.name)) == "")
    }

    /// What is done to the log before the copy begins: it is needed for all, some or none of the pages.
    static let checkpoints = [
        "SELECT 1", "PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(RESTART)",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA wal_checkpoint(PASSIVE); \(DatabaseFolder.insertion(50, from: 200_000))",
        "PRAGMA wal_checkpoint(TRUNCATE); \(DatabaseFolder.insertion(50, from: 200_000))",
    ]

    @Test(arguments: checkpoints)
    func `a state is held though others rewrite, shrink and check all they can in the middle of the copy`(
        checkpoint: String
    ) throws {
        let database = try DatabaseFolder(rows: 2_000)
        let holder = try database.hold(
            "PRAGMA wal_autocheckpoint=0; \(DatabaseFolder.insertion(300, from: 100_000)); \(checkpoint)")
        let state = try database.run(Self.state)
        let tree = try database.source.scan()
        let disturbances = [
            "UPDATE kept SET payload = randomblob(200)", "PRAGMA wal_checkpoint(TRUNCATE)",
            "DELETE FROM kept WHERE id % 3 = 0; PRAGMA wal_checkpoint(RESTART)",
            "DELETE FROM scrap; VACUUM; PRAGMA wal_checkpoint(FULL)",
            "\(DatabaseFolder.insertion(500, from: 300_000)); PRAGMA wal_checkpoint(TRUNCATE)",
        ]
        var done = 0
        let copy = try UnpackedTree(tree) { written in
            if done == disturbances.count || written < (done + 1) * 300_000 { return }
            #expect(throws: Never.self) { try database.run("PRAGMA busy_timeout=50; \(disturbances[done])") }
            done += 1
        }
        #expect(done == disturbances.count)
        #expect(copy.notices == [])
        #expect(try database.run(Self.state, in: copy.path(database.name)) == state)
        #expect(try database.run("PRAGMA integrity_check", in: copy.path(database.name)) == "ok\n")
        #expect(try database.run(Self.state) != state)
        withExtendedLifetime(holder) {}
    }

    /// A few numbers that no other state has.
    private static let state = """
        SELECT count(*), sum(id), sum(length(payload)), max(hex(payload)) FROM kept; SELECT count(*) FROM scrap
        """

    @Test(arguments: [512, 1024, 8192, 65536], ["NONE", "FULL", "INCREMENTAL"])
    func `pages of every size and every way of vacuuming are understood`(pageSize: Int, vacuum: String) throws {
        let database = try DatabaseFolder(
            pragmas: "PRAGMA page_size=\(pageSize); PRAGMA auto_vacuum=\(vacuum); PRAGMA journal_mode=WAL", rows: 500)
        let holder = try database.hold(DatabaseFolder.insertion(100, from: 100_000))
        let state = try database.run(Self.state)
        let tree = try database.source.scan()
        try database.run("DELETE FROM scrap; PRAGMA incremental_vacuum; VACUUM; PRAGMA wal_checkpoint(PASSIVE)")
        let copy = try UnpackedTree(tree)
        #expect(try database.run(Self.state, in: copy.path(database.name)) == state)
        #expect(
            try database.run("PRAGMA integrity_check; PRAGMA page_size", in: copy.path(database.name))
                == "ok\n\(pageSize)\n")
        withExtendedLifetime(holder) {}
    }

    @Test func `what a killed writer left in the log is in the copy, and stays where it is`() throws {
        let database = try DatabaseFolder()
        let holder = try database.hold(DatabaseFolder.insertion(100, from: 100_000))
        holder.end(by: SIGKILL)
        let digests = "cat \"$1\" \"$1-wal\" | sha256sum"
        let before = try checked("/bin/sh", ["-c", digests, "sh", database.path])
        let copy = try UnpackedTree(try database.source.scan())
        #expect(copy.names == ["data/\(database.name)", "data/\(database.name)-wal", "data/"])
        #expect(try database.run("SELECT count(*) FROM kept", in: copy.path(database.name)) == "300\n")
        #expect(try checked("/bin/sh", ["-c", digests, "sh", database.path]) == before)
    }

    @Test func `a database that nobody uses is left as it was, with nothing beside it`() throws {
        let database = try DatabaseFolder()
        let before = try checked("/usr/bin/sha256sum", [database.path])
        #expect(try database.names == [database.name])
        let copy = try UnpackedTree(try database.source.scan())
        #expect(try database.names == [database.name])
        #expect(try checked("/usr/bin/sha256sum", [database.path]) == before)
        #expect(try database.flaws(ofCopy: copy.path(database.name)) == "")
    }

    @Test func `a database that is excluded is not touched`() throws {
        let database = try DatabaseFolder()
        let tree = try database.source.scan(excluding: [database.name])
        #expect(try database.names == [database.name])
        #expect(tree.names == ["data"])
    }

    @Test func `neither a sample nor another folder with the same file loosens the lock`() throws {
        let database = try DatabaseFolder(rows: 2_000)
        let holder = try database.hold(DatabaseFolder.insertion(100, from: 100_000))
        let state = try database.run(Self.state)
        let databases = Databases()
        let trees = try (0..<2).map { _ in try database.source.scan(databases) }
        for tree in trees {
            _ = try BackupWriter.sample(tree, database.source.request, cancellation: Cancellation())
        }
        // Who closes a database as the last one writes the log back and removes it, whatever reads.
        holder.end(by: SIGKILL)
        try database.run("UPDATE kept SET payload = randomblob(200); DELETE FROM scrap; VACUUM")
        #expect(try database.names.contains("\(database.name)-wal"))
        let restart = "PRAGMA busy_timeout=10; PRAGMA wal_checkpoint(RESTART)"
        #expect(try database.run(restart).contains("1 "), "the log must be busy")
        let copy = try UnpackedTree(trees[0])
        #expect(try database.run(restart).contains("1 "), "still busy: the other folder needs it")
        let other = try UnpackedTree(trees[1])
        #expect(try database.run(restart).split(separator: "\n").last?.hasPrefix("0 ") == true, "let go at once")
        for copy in [copy, other] { #expect(try database.run(Self.state, in: copy.path(database.name)) == state) }
        withExtendedLifetime(trees) {}
    }

    @Test(arguments: ["a.db", "z.db"])
    func `a second name of a database in use is the same state`(name: String) throws {
        let database = try DatabaseFolder("home.db")
        let holder = try database.hold(DatabaseFolder.insertion(100, from: 100_000))
        link(database.path, "\(database.source.path)/\(name)")
        let tree = try database.source.scan()
        let copy = try UnpackedTree(tree, allowance: 1 << 20)
        for name in [database.name, name] {
            #expect(try database.run("SELECT count(*) FROM kept", in: copy.path(name)) == "300\n")
        }
        #expect(copy.names.count == 4)
        withExtendedLifetime(holder) {}
    }

    @Test func `a database that another program keeps to itself is taken as it is, with a warning`() throws {
        let database = try DatabaseFolder()
        let holder = try database.hold(
            "PRAGMA locking_mode=EXCLUSIVE; \(DatabaseFolder.insertion(100, from: 100_000))")
        let tree = try database.source.scan()
        #expect(tree.notices.list.map(\.path) == [database.path])
        #expect(tree.notices.list.first?.reason.contains("is locked") == true)
        #expect(try UnpackedTree(tree).names.contains("data/\(database.name)-wal"))
        withExtendedLifetime(holder) {}
    }

    @Test func `a database that has to be written once more is held once more`() throws {
        let database = try DatabaseFolder(rows: 1_000)
        try database.source.file(".HA_VERSION", Array("2026.11.0".utf8))
        try database.startWriter("checkpoint")
        try database.takeDownRows()
        let backup = try Written(
            database.source, lookAhead: 10_000,
            estimator: { tree, _, _ in
                SizeEstimate(strata: [.init(range: 0..<tree.tarSize, ratio: 0.001, variance: 0)])
            })
        try database.stopWriters()
        #expect(backup.summary.members.first?.supersedes == true)
        #expect(backup.summary.notices.list == [])
        let copy = try SourceFolder()
        try backup.unpack("homeassistant.tar.gz", into: copy)
        #expect(try database.flaws(ofCopy: "\(copy.path)/data/\(database.name)") == "")
        #expect(try openFiles(in: database.source) == [])
    }

    @Test func `a backup that is cancelled lets go of all databases`() throws {
        let (config, media) = (try DatabaseFolder(), try DatabaseFolder("frigate.db"))
        let cancellation = Cancellation()
        let request = BackupRequest(
            name: "Cancelled", date: Date(),
            source: BackupSource(configuration: config.source.path, folders: [.media: media.source.path]),
            instance: "test", producerVersion: "1.0")
        var held: [Int] = []
        let report: (BackupProgress) -> Void = { [self] in
            guard case .item = $0 else { return }
            held = [config, media].map { (try? openFiles(in: $0.source).count) ?? 0 }
            cancellation.request()
        }
        let writer = BackupWriter(request, cancellation: cancellation, report: report)
        #expect(throws: CancellationRequested.self) {
            try writer.write(into: TarWriter(ByteCollector(), dialect: .ustar))
        }
        #expect(held == [3, 3])
        #expect(try openFiles(in: config.source) + openFiles(in: media.source) == [])
        #expect(try config.names + media.names == [config.name, media.name])
    }

    @Test func `a tree that is written once more has room for a database that has grown`() throws {
        let database = try DatabaseFolder()
        let tree = try database.source.scan()
        let room = tree.growthAllowance
        _ = try UnpackedTree(tree)
        try database.run(DatabaseFolder.insertion(4_000, from: 100_000))
        tree.holdDatabasesAgain()
        #expect(tree.growthAllowance > room + 1 << 20)
        let state = try database.run(Self.state)
        try database.run("UPDATE kept SET payload = 1; PRAGMA busy_timeout=10; PRAGMA wal_checkpoint(TRUNCATE)")
        let copy = try UnpackedTree(tree, allowance: tree.growthAllowance)
        #expect(copy.notices == [])
        #expect(try database.run(Self.state, in: copy.path(database.name)) == state)
        #expect(Int64(copy.tarSize) <= tree.tarSize + room + 1 << 21)
        #expect(try openFiles(in: database.source) == [])
    }

    @Test func `a database that outgrew its place when it was held anew is told to be cut`() throws {
        let database = try DatabaseFolder()
        let tree = try database.source.scan()
        _ = try UnpackedTree(tree)
        try database.run(DatabaseFolder.insertion(2_000, from: 100_000))
        let copy = try UnpackedTree(tree)
        #expect(Int64(copy.tarSize) == tree.tarSize)
        #expect(copy.notices.map(\.path) == [database.path])
        #expect(copy.notices.first?.reason.contains("cut") == true)
    }

    @Test func `more databases than can be held are in the backup all the same`() throws {
        let database = try DatabaseFolder()
        let content = try checked("/bin/cat", [database.path])
        for number in 0..<70 { try database.source.file("\(number).db", content) }
        let tree = try database.source.scan()
        #expect(try openFiles(in: database.source).count == 64 * 3)
        let copy = try UnpackedTree(tree)
        #expect(try openFiles(in: database.source) == [])
        #expect(copy.names.count == 72)
        #expect(try database.flaws(ofCopy: copy.path("69.db")) == "")
    }

    private func openFiles(in source: SourceFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
        }.filter { $0.hasPrefix(source.path) }
    }
}
