import Backup
import Glibc
import TestSupport
import Testing

/// Databases in a folder that the agent may only read, as a container gets it: root can mount one.
@Suite(.enabled(if: ReadOnlyMount.isPossible, "only root may mount"))
struct ReadOnlyDatabaseTests {
    @Test func `a database that is written to is held without a place to write`() throws {
        let database = try DatabaseFolder()
        let mount = try ReadOnlyMount(of: database.source)
        try database.startWriter("checkpoint", "vacuum")
        for _ in 0..<5 {
            try database.takeDownRows()
            let tree = try mount.folder.scan()
            #expect(tree.notices.list == [])
            let copy = try UnpackedTree(tree) { _ in usleep(1_000) }
            #expect(copy.notices == [])
            #expect(copy.names == ["data/\(database.name)", "data/\(database.name)-wal", "data/"])
            #expect(try database.flaws(ofCopy: copy.path(database.name)) == "")
        }
        try database.stopWriters()
    }

    @Test func `a database that nobody uses is copied, with its log if there is one`() throws {
        let database = try DatabaseFolder()
        let mount = try ReadOnlyMount(of: database.source)
        let quiet = try UnpackedTree(try mount.folder.scan())
        #expect(quiet.names == ["data/\(database.name)", "data/"])
        #expect(try database.flaws(ofCopy: quiet.path(database.name)) == "")
        try database.hold(DatabaseFolder.insertion(100, from: 100_000)).end(by: SIGKILL)
        for isIndexThere in [true, false] {
            if !isIndexThere { database.source.remove("\(database.name)-shm") }
            let tree = try mount.folder.scan()
            #expect(tree.notices.list == [])
            let copy = try UnpackedTree(tree)
            #expect(try database.run("SELECT count(*) FROM kept", in: copy.path(database.name)) == "300\n")
        }
    }
}

/// A folder seen through a mount that cannot be written to.
private final class ReadOnlyMount {
    let folder: SourceFolder

    static let isPossible: Bool = {
        guard let source = try? SourceFolder() else { return false }
        return (try? ReadOnlyMount(of: source)) != nil
    }()

    init(of source: SourceFolder) throws {
        folder = try SourceFolder()
        for arguments in [["--bind", source.path, folder.path], ["-o", "remount,ro,bind", folder.path]] {
            guard try Program.run("/bin/mount", arguments).status == 0 else { throw TestFailure("no mount") }
        }
    }

    deinit {
        _ = try? Program.run("/bin/umount", [folder.path])
    }
}
