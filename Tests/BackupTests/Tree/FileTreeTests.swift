import Archive
import Backup
import Glibc
import Pipe
import TestSupport
import Testing

@Suite struct FileTreeTests {
    @Test func `databases come first, pictures late, directories last, the deepest first, around their links`() throws {
        let source = try SourceFolder()
        source.directory("www")
        source.directory("www/deep")
        try source.file("www/deep/picture.jpg", [1])
        try source.file("configuration.yaml", [2])
        try source.file("zigbee.db", [3])
        source.link("link", to: "configuration.yaml")
        #expect(
            try source.scan().names == [
                "data/zigbee.db", "data/configuration.yaml", "data/www/deep/picture.jpg", "data/www/deep", "data/www",
                "data", "data/link", "data",
            ])
    }

    @Test func `the folder itself comes last, also behind names that sort before its dot, and behind its links`() throws
    {
        let source = try SourceFolder()
        source.directory("#recycle")
        source.link("link", to: "#recycle")
        let tree = try FileTree.scan(
            source.path, as: ".", exclusions: Exclusions([]), cancellation: Cancellation())
        #expect(tree.names == ["#recycle", ".", "link", "."])
    }

    @Test func `files of absurd sizes are left out with a warning`() throws {
        let source = try SourceFolder(in: "/dev/shm")
        for name in ["a", "b", "c"] {
            try source.file(name, [])
            #expect(truncate("\(source.path)/\(name)", Int.max) == 0)
        }
        try source.file("d", [1])
        let tree = try source.scan()
        #expect(tree.names == ["data/d", "data"])
        #expect(tree.notices.warningCount == 3)
    }

    @Test func `no folder at all is not the root of the file system`() {
        #expect(throws: BackupError.sourceMissing(path: "")) {
            try FileTree.scan("", as: "data", exclusions: Exclusions([]), cancellation: Cancellation())
        }
    }

    @Test func `a folder may be named by a link to it and with slashes at the end`() throws {
        let source = try SourceFolder()
        source.directory("real")
        try source.file("real/a", [1])
        source.link("alias", to: "real")
        let tree = try FileTree.scan(
            "\(source.path)/alias//", as: "data", exclusions: Exclusions([]), cancellation: Cancellation())
        #expect(tree.names == ["data/a", "data"])
    }

    @Test func `the size of the tar is known before a byte is read`() throws {
        let source = try SourceFolder()
        for size in [0, 1, 511, 512, 513, 70_000] { try source.file("file\(size)", [UInt8](repeating: 1, count: size)) }
        try source.file("name longer than a hundred bytes " + String(repeating: "x", count: 200), [1])
        let tree = try source.scan()
        let collector = ByteCollector()
        var archiver = TreeArchiver(tree, allowance: 0, cancellation: Cancellation()) { _ in }
        let tar = TarWriter(collector, dialect: .pax)
        try archiver.write(into: tar)
        _ = try tar.finish()
        #expect(Int64(collector.bytes.count) == tree.tarSize)
    }

    @Test func `an excluded directory is left out with all it holds`() throws {
        let source = try SourceFolder()
        source.directory("deps")
        try source.file("deps/a", [1])
        try source.file("b", [1])
        #expect(try source.scan(excluding: ["deps"]).names == ["data/b", "data"])
    }

    @Test func `sockets and named pipes are skipped and told, without a warning`() throws {
        let source = try SourceFolder()
        mkfifo("\(source.path)/fifo", 0o600)
        let tree = try source.scan()
        #expect(tree.names == ["data"])
        #expect(tree.notices.warningCount == 0)
        #expect(tree.notices.list.map(\.path) == ["\(source.path)/fifo"])
    }

    @Test func `a missing folder is named`() {
        #expect(throws: BackupError.sourceMissing(path: "/nowhere/at/all")) {
            try FileTree.scan("/nowhere/at/all", as: "data", exclusions: Exclusions([]), cancellation: Cancellation())
        }
    }

    /// Files that nobody may read, not even root, are rare: the kernel has one that can only be written.
    @Test(.enabled(if: access("/proc/sys/net/ipv4/route/flush", F_OK) == 0))
    func `a file that cannot be read is a warning with its reason, and is not in the tree`() throws {
        let tree = try FileTree.scan(
            "/proc/sys/net/ipv4/route", as: "data", exclusions: Exclusions([]), cancellation: Cancellation())
        #expect(tree.notices.warningCount >= 1)
        let notice = try #require(tree.notices.list.first { $0.path.hasSuffix("/flush") })
        #expect(notice.reason == "cannot be read: Permission denied")
        #expect(!tree.names.contains("data/flush"))
        #expect(tree.names.contains("data/max_size"))
    }

    @Test func `links are kept as they are, also those that lead nowhere or out`() throws {
        let source = try SourceFolder()
        source.link("dangling", to: "../../nowhere")
        let tree = try source.scan()
        #expect(tree[1].type == .symbolicLink)
        #expect(
            try TarEntry.read(tree.diskPath(of: tree[1].path), as: tree[1].path)?.kind
                == .symbolicLink(target: Array("../../nowhere".utf8)))
    }

    @Test func `any stretch of the tar can be read as it will be written`() throws {
        let source = try SourceFolder()
        for index in 0..<20 { try source.file("file\(index)", (0..<index * 700).map { UInt8(truncatingIfNeeded: $0) }) }
        let tree = try source.scan()
        let collector = ByteCollector()
        var archiver = TreeArchiver(tree, allowance: 0, cancellation: Cancellation()) { _ in }
        let tar = TarWriter(collector, dialect: .pax)
        try archiver.write(into: tar)
        let size = tree.contentSize
        for offset in stride(from: Int64(0), to: size, by: 977) {
            var stretch = [UInt8](repeating: 0xee, count: 3_000)
            let count = stretch.withUnsafeMutableBytes { TreePreview(tree: tree).read(at: offset, into: $0) }
            #expect(stretch[..<count] == collector.bytes[Int(offset)..<Int(offset) + count], "at \(offset)")
            #expect(count == min(3_000, Int(size - offset)))
        }
    }
}
