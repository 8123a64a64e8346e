import Archive
import Backup
import Glibc
import Pipe
import TestSupport
import Testing

@Suite struct TreeExtractorTests {
    @Test func `files, folders and links stand as the archive says`() throws {
        let target = try RestoreTarget()
        let file = TarMember(
            path: Array("www/page".utf8), size: 4, mode: 0o640,
            modified: Timestamp(seconds: 1_600_000_000, nanoseconds: 123_456_789))
        let summary = try target.extract([
            Entry(file, "text"), .link("www/latest", to: "/nowhere/at all"),
            .directory("www", mode: 0o750, seconds: 1_500_000_000),
            .directory("empty", mode: 0o500, seconds: 1_400_000_000),
        ])
        #expect(summary.files == 1 && summary.directories == 2 && summary.links == 1 && summary.bytes == 4)
        #expect(summary.refused == 0 && summary.notices.list.isEmpty)
        #expect(try target.content("www/page") == "text")
        let status = try target.status("www/page")
        #expect(status.st_mode == S_IFREG | 0o640)
        #expect(status.st_mtim.tv_sec == 1_600_000_000 && status.st_mtim.tv_nsec == 123_456_789)
        #expect(try target.status("www").st_mtim.tv_sec == 1_500_000_000)
        #expect(try target.status("www").st_mode == S_IFDIR | 0o750)
        #expect(try target.status("empty").st_mode == S_IFDIR | 0o500)
        #expect(try target.status("www/latest").st_mode & S_IFMT == S_IFLNK)
        #expect(try target.names == ["empty", "www", "www/latest", "www/page"])
    }

    @Test func `files go into a folder that its own mode would close`() throws {
        let target = try RestoreTarget()
        try target.extract([.directory("a", mode: 0), .file("a/b/c", "1"), .directory("a/b", mode: 0)])
        #expect(try target.status("a").st_mode == S_IFDIR)
        #expect(try target.status("a/b").st_mode == S_IFDIR)
        #expect(try target.content("a/b/c") == "1")
    }

    @Test func `a target that is not there is made, one that is a file is an error`() throws {
        let target = try RestoreTarget()
        _ = try TreeExtractor(into: "\(target.path)/new", cancellation: Cancellation())
        #expect(try target.status("new").st_mode & S_IFMT == S_IFDIR)
        try target.write("", to: "file")
        let file = "\(target.path)/file"
        #expect(throws: RestoreError.targetNotAFolder(path: file)) {
            try TreeExtractor(into: file, cancellation: Cancellation())
        }
        let deep = "\(target.path)/no/where"
        #expect(throws: RestoreError.targetUnusable(path: deep, SystemError(number: ENOENT))) {
            try TreeExtractor(into: deep, cancellation: Cancellation())
        }
    }

    @Test func `what was there before stays, unless it may be replaced`() throws {
        let target = try RestoreTarget()
        try target.write("old", to: "file")
        try target.write("old", to: "link")
        let members = [Entry.file("file", "new"), .link("link", to: "file"), .file("other", "new")]
        let summary = try target.extract(members)
        #expect(summary.refused == 2 && summary.files == 1 && summary.notices.warningCount == 2)
        #expect(summary.notices.list.first?.reason.contains("--overwrite") == true)
        #expect(try target.content("file") == "old" && target.content("other") == "new")
        let second = try target.extract(members, overwrites: true)
        #expect(second.refused == 0 && second.files == 2 && second.links == 1)
        #expect(try target.content("file") == "new")
        #expect(try target.status("link").st_mode & S_IFMT == S_IFLNK)
        #expect(try target.names == ["file", "link", "other"])
    }

    @Test func `of a file that comes twice the later one stays`() throws {
        let target = try RestoreTarget()
        let summary = try target.extract([
            .file("a", "first"), .file("a", "second"), .link("a", to: "b"), .file("a", "last"),
        ])
        #expect(summary.notices.warningCount == 3)
        #expect(summary.refused == 0)
        #expect(try target.content("a") == "last" && target.names == ["a"])
    }

    @Test func `a second name becomes a file of its own`() throws {
        let target = try RestoreTarget()
        let summary = try target.extract([
            .file("a", "text"), .hardLink("folder/b", to: "./a"), .hardLink("c", to: "folder/b"),
            .hardLink("a", to: "a"),
        ])
        #expect(summary.files == 4 && summary.refused == 0 && summary.bytes == 16)
        #expect(
            try target.content("a") == "text" && target.content("folder/b") == "text" && target.content("c") == "text")
        #expect(try target.names == ["a", "c", "folder", "folder/b"])
    }

    @Test func `content that ends too early leaves no file behind`() throws {
        let target = try RestoreTarget()
        let member = TarMember(path: Array("folder/file".utf8), size: 300_000)
        #expect(throws: ArchiveDamage.cut(offset: 5)) { try target.extract([Entry(member, "short")]) }
        #expect(try target.names == ["folder"])
    }

    @Test func `no more is read than the entry has`() throws {
        let target = try RestoreTarget()
        try target.extract([Entry(TarMember(path: [97], size: 3), "abcdef")])
        #expect(try target.content("a") == "abc")
    }

    @Test func `a file for which there is no room is not begun`() throws {
        let target = try RestoreTarget()
        let error = #expect(throws: RestoreError.self) {
            try target.extract([Entry(TarMember(path: [97], size: 1 << 59))])
        }
        guard case .noSpace(let needed, let free) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(needed == 1 << 59 && free > 0 && free < needed && error?.code == "disk_full")
        #expect(try target.names.isEmpty)
    }

    @Test func `a cancelled restore stops in the middle of a file and leaves nothing of it`() throws {
        let target = try RestoreTarget()
        let cancellation = Cancellation()
        let extractor = try TreeExtractor(into: target.path, cancellation: cancellation)
        let content = CallingSource { if $0 > 1 << 20 { cancellation.request() } }
        #expect(throws: CancellationRequested.self) {
            try extractor.extract(TarMember(path: [97], size: 1 << 28), content: content)
        }
        #expect(content.given < 1 << 22)
        #expect(try target.names.isEmpty)
    }

    @Test(.enabled(if: getuid() == 0)) func `owners and special bits come back for root`() throws {
        let target = try RestoreTarget()
        let file = TarMember(path: [97], mode: 0o6755, owner: 1_234, group: 4_294_967_294)
        let nobody = TarMember(path: [98], mode: 0o4755, owner: .max, group: 5)
        let link = TarMember(path: [99], kind: .symbolicLink(target: [120]), owner: 7, group: 8)
        let folder = TarMember(path: [100], kind: .directory, mode: 0o2775, owner: 9, group: 10)
        let summary = try target.extract([file, nobody, link, folder].map { Entry($0) })
        let (a, b, c, d) = try (target.status("a"), target.status("b"), target.status("c"), target.status("d"))
        #expect(a.st_uid == 1_234 && a.st_gid == 4_294_967_294 && a.st_mode == S_IFREG | 0o6755)
        #expect(b.st_uid == 0 && b.st_mode == S_IFREG | 0o755)
        #expect(c.st_uid == 7 && c.st_gid == 8)
        #expect(d.st_uid == 9 && d.st_gid == 10 && d.st_mode == S_IFDIR | 0o2775)
        #expect(summary.notices.list.contains { $0.path == "a" && $0.reason.contains("set-user-ID") })
    }

    @Test func `only what is asked for is restored, with what lies below it`() throws {
        let target = try RestoreTarget()
        let summary = try target.extract(
            [
                .directory("top", mode: 0o711), .file("top/.storage/auth", "1"),
                .directory("top/.storage", mode: 0o750),
                .file("top/configuration.yaml", "2"), .file("share/deep/er/x", "3"), .file("other", "4"),
            ], only: ["top/.storage", "share/**/x", "nothing"])
        #expect(
            try target.names == [
                "share", "share/deep", "share/deep/er", "share/deep/er/x", "top", "top/.storage", "top/.storage/auth",
            ])
        #expect(try target.status("top").st_mode == S_IFDIR | 0o711)
        #expect(summary.files == 2 && summary.refused == 0)
    }

    @Test func `a folder that was there before keeps its own when only something in it is asked for`() throws {
        let target = try RestoreTarget()
        try target.makeFolder("top")
        chmod("\(target.path)/top", 0o700)
        try target.extract([.directory("top", mode: 0o755), .file("top/a", "1")], only: ["top/a"])
        #expect(try target.status("top").st_mode == S_IFDIR | 0o700)
        try target.extract([.directory("top", mode: 0o755)])
        #expect(try target.status("top").st_mode == S_IFDIR | 0o755)
    }
}

/// Zeros without end, telling after each read how many bytes there were.
final class CallingSource: ByteSource {
    private(set) var given: Int64 = 0
    private let onRead: (Int64) -> Void

    init(onRead: @escaping (Int64) -> Void) {
        self.onRead = onRead
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        given += Int64(buffer.count)
        onRead(given)
        return buffer.count
    }
}
