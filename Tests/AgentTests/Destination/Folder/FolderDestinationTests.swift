import Agent
import Catalog
import Drive
import FoundationEssentials
import Glibc
import Pipe
import TestSupport
import Testing

/// A folder in place of Drive.
@Suite struct FolderDestinationTests {
    @Test func `what was received is listed with its facts and can be read`() throws {
        let shelf = try Shelf()
        let stored = try shelf.add("one", day: 3, bytes: 200_000)
        let entry = try #require(try shelf.destination.catalog(shelf.cancellation).own.first)
        #expect(entry == stored.entry && entry.id == "one.tar" && entry.name == "one" && entry.slug == "00000003")
        #expect(entry.size == 200_000 && entry.trust == .verified && entry.md5?.count == 32 && !entry.isPinned)
        let source = try stored.source(from: 5, count: 100)
        #expect(try source.bytes(1_000) == Array(pattern(200_000)[5..<105]))
        #expect(shelf.names == [".one.tar.drivepipe.json", "one.tar"])
    }

    @Test func `a producer that fails leaves nothing`() throws {
        let shelf = try Shelf()
        let pipe = Pipe(blockCount: 4, blockSize: 64)
        var writer = pipe.makeWriter()
        try writer.write(pattern(100))
        writer.fail(TestFailure("cut"))
        #expect(throws: TestFailure.self) { try shelf.receive(pipe.makeReader(), "one", day: 0) }
        #expect(shelf.names == [])
    }

    @Test func `what has the name already is left alone`() throws {
        let shelf = try Shelf()
        try shelf.folder.write("somebody's", to: "one.tar")
        #expect(throws: FolderError.taken(shelf.folder.path("one.tar"))) { try shelf.add("one", day: 0) }
        #expect(shelf.names == ["one.tar"])
        #expect(try shelf.folder.read("one.tar") == "somebody's")
    }

    @Test func `backups may be pinned, unpinned and deleted by hand, by name or by digits`() throws {
        let shelf = try Shelf(days: 3)
        let (folder, cancellation) = (shelf.destination, shelf.cancellation)
        let pinned = try folder.pin(.id("day 0.tar"), note: "why", cancellation)
        #expect(pinned.isPinned && pinned.note == "why")
        #expect(throws: TargetError.pinned("day 0")) {
            try folder.delete(.id("00000000"), force: false, cancellation)
        }
        #expect(try !folder.unpin(.id("00000000"), cancellation).isPinned)
        #expect(try folder.delete(.id("day 0.tar"), force: false, cancellation).name == "day 0")
        #expect(throws: TargetError.newestGood("day 2")) { try folder.delete(.latest, force: false, cancellation) }
        for id in ["nothing.tar", "../day 1.tar", ".day 1.tar.drivepipe.json", "", ".."] {
            #expect(throws: TargetError.unknown) { try folder.delete(.id(id), force: true, cancellation) }
        }
        #expect(shelf.names.filter { !$0.hasPrefix(".") } == ["day 1.tar", "day 2.tar"])
        #expect(shelf.names.count == 4)
    }

    @Test func `retention never touches what is foreign, pinned or the newest good one`() async throws {
        let shelf = try Shelf(days: 4)
        try shelf.add("theirs", day: 0, instance: "cabin")
        try shelf.folder.write("a stranger's", to: "holiday.tar")
        try shelf.folder.write("notes", to: "notes.txt")
        _ = try shelf.destination.pin(.id("day 0.tar"), note: nil, shelf.cancellation)
        // The newest is not what was written any more.
        try shelf.folder.write("short", to: "day 3.tar")
        guard case .pruned(let result) = await shelf.prune(keepLast: 1) else {
            Issue.record("not pruned")
            return
        }
        #expect(result.deleted.map(\.name) == ["day 1"])
        #expect(
            shelf.names.filter { !$0.hasPrefix(".") }
                == ["day 0.tar", "day 2.tar", "day 3.tar", "holiday.tar", "notes.txt", "theirs.tar"])
        let catalog = try shelf.destination.catalog(shelf.cancellation)
        #expect(catalog.own.map(\.trust) == [.damaged, .verified, .verified])
        #expect(catalog.foreign.map(\.id).sorted() == ["holiday.tar", "theirs.tar"])
    }

    @Test func `notes without their backup, and hidden rests of it, go at the next backup`() throws {
        let shelf = try Shelf(days: 1)
        try shelf.folder.write(try shelf.folder.read(".day 0.tar.drivepipe.json"), to: ".gone.tar.drivepipe.json")
        try shelf.folder.write("half", to: ".gone.tar.partial")
        try shelf.folder.write("{", to: "..gone.tar.drivepipe.json.partial")
        try shelf.folder.write("a stranger's", to: ".other.tar.partial")
        #expect(try shelf.destination.catalog(shelf.cancellation).own.count == 1)
        try shelf.add("day 1", day: 1)
        #expect(shelf.names.filter { $0.contains("gone") } == [])
        #expect(shelf.names.contains(".other.tar.partial"))
    }

    @Test func `a link in the place of the notes is replaced, and what it leads to left alone`() throws {
        let shelf = try Shelf()
        let elsewhere = try TemporaryFolder()
        try elsewhere.write("somebody's", to: "secrets.yaml")
        try FileManager.default.createSymbolicLink(
            atPath: shelf.folder.path(".one.tar.drivepipe.json"), withDestinationPath: elsewhere.path("secrets.yaml"))
        #expect(try shelf.add("one", day: 0).entry.trust == .verified)
        #expect(try elsewhere.read("secrets.yaml") == "somebody's")
        #expect(try shelf.destination.catalog(shelf.cancellation).own.count == 1)
    }

    @Test func `the hidden name that a crash left of a whole backup goes, so that its room is free once it goes`()
        throws
    {
        let shelf = try Shelf(days: 2)
        func crash(_ name: String) {
            link(shelf.folder.path(name), shelf.folder.path(".\(name).partial"))
        }
        crash("day 0.tar")
        try shelf.add("day 2", day: 2)
        #expect(!shelf.names.contains(".day 0.tar.partial") && shelf.names.contains("day 0.tar"))
        crash("day 1.tar")
        _ = try shelf.destination.delete(.id("day 1.tar"), force: false, shelf.cancellation)
        #expect(shelf.names.filter { $0.contains("day 1") } == [])
    }

    @Test func `a folder that is not there is never made`() throws {
        let shelf = try Shelf()
        let gone = FolderDestination(shelf.folder.path("nas"), instance: "home")
        #expect(throws: FolderError.missing(gone.path)) { try gone.receiver(shelf.cancellation) }
        #expect(throws: FolderError.missing(gone.path)) { try gone.catalog(shelf.cancellation) }
        #expect(shelf.names == [])
    }

    @Test func `its room is that of its disk`() throws {
        let shelf = try Shelf()
        let quota = try shelf.destination.store(shelf.cancellation).quota(patience: 0)
        #expect((quota.limit ?? 0) > 0 && (quota.free ?? -1) >= 0)
    }
}
