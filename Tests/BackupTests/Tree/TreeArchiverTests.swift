import Archive
import Backup
import Glibc
import Pipe
import TestSupport
import Testing

/// What happens to files that live on between the scan and the reading.
@Suite struct TreeArchiverTests {
    @Test func `a file that vanished is left out with a warning, the rest goes on`() throws {
        let source = try SourceFolder()
        try source.file("a", [1])
        try source.file("b", [2])
        let tree = try source.scan()
        source.remove("a")
        let (tar, notices) = try archive(tree)
        #expect(notices.warningCount == 1)
        #expect(notices.list.first?.path == "\(source.path)/a")
        #expect(try listing(of: tar) == ["data/b", "data/"])
    }

    @Test func `a file that grew is taken whole while the allowance lasts`() throws {
        let source = try SourceFolder()
        try source.file("a", [1])
        let tree = try source.scan()
        try source.file("a", [UInt8](repeating: 7, count: 5_000))
        let (tar, notices) = try archive(tree, allowance: 1 << 20)
        #expect(notices.warningCount == 0)
        #expect(tar.filter { $0 == 7 }.count >= 5_000)
    }

    @Test func `a file that grew beyond the allowance is cut at its planned size, with a warning`() throws {
        let source = try SourceFolder()
        try source.file("a", [7])
        let tree = try source.scan()
        try source.file("a", [UInt8](repeating: 7, count: 5_000))
        let (tar, notices) = try archive(tree, allowance: 0)
        #expect(Int64(tar.count) == tree.tarSize)
        #expect(notices.list.first?.reason.contains("grew") == true)
    }

    @Test func `a file that is written to while it is read is told, since its copy may be torn`() throws {
        let source = try SourceFolder()
        try source.file("database.db", [UInt8](repeating: 7, count: 1 << 20))
        let tree = try source.scan()
        let writer = WritingSink(path: "\(source.path)/database.db")
        var archiver = TreeArchiver(tree, allowance: 0, cancellation: Cancellation()) { _ in }
        try archiver.write(into: TarWriter(writer, dialect: .pax))
        #expect(archiver.notices.list.map(\.path) == ["\(source.path)/database.db"])
        #expect(archiver.notices.list.first?.reason.contains("written to") == true)
    }

    @Test func `a file that shrank before it was opened is taken as it is`() throws {
        let source = try SourceFolder()
        try source.file("a", [UInt8](repeating: 7, count: 5_000))
        let tree = try source.scan()
        try source.file("a", [7, 7])
        let (tar, notices) = try archive(tree)
        #expect(notices.warningCount == 0)
        #expect(tar.filter { $0 == 7 }.count == 2)
    }

    @Test func `a cancelled backup stops between two files`() throws {
        let source = try SourceFolder()
        try source.file("a", [1])
        try source.file("b", [2])
        let tree = try source.scan()
        let cancellation = Cancellation()
        var archiver = TreeArchiver(tree, allowance: 0, cancellation: cancellation) { _ in cancellation.request() }
        #expect(throws: CancellationRequested.self) {
            try archiver.write(into: TarWriter(ByteCollector(), dialect: .pax))
        }
    }

    @Test func `a cancelled backup stops also amid the zeros of a file that shrank`() throws {
        let source = try SourceFolder()
        try source.file("a", [1])
        truncate("\(source.path)/a", 1 << 29)
        let tree = try source.scan()
        let cancellation = Cancellation()
        let path = source.path
        let tar = TarWriter(
            ByteCollector { written in
                if written > 1 << 20 { truncate("\(path)/a", 0) }
                if written > 1 << 22 { cancellation.request() }
            }, dialect: .pax)
        var archiver = TreeArchiver(tree, allowance: 0, cancellation: cancellation) { _ in }
        #expect(throws: CancellationRequested.self) { try archiver.write(into: tar) }
        #expect(tar.written < 1 << 24)
    }

    private func archive(_ tree: FileTree, allowance: Int64 = 0) throws -> ([UInt8], BackupNotices) {
        let tar = TarWriter(ByteCollector(), dialect: .pax)
        var archiver = TreeArchiver(tree, allowance: allowance, cancellation: Cancellation()) { _ in }
        try archiver.write(into: tar)
        return (try tar.finish().bytes, archiver.notices)
    }
}

/// Writes a byte into a file, in place, as soon as it gets some of it.
private final class WritingSink: ByteSink {
    private let path: String
    private var hasWritten = false

    init(path: String) {
        self.path = path
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard !hasWritten, bytes.count > 512 else { return }
        hasWritten = true
        let file = try FileDescriptor(opening: Array(path.utf8), flags: O_WRONLY)
        _ = pwrite(file.number, "x", 1, 5_000)
        // The clock of the file system ticks coarsely; the write must not fall into the same tick as the scan.
        let later = [timespec(tv_sec: 2_000_000_000, tv_nsec: 0), timespec(tv_sec: 2_000_000_000, tv_nsec: 0)]
        futimens(file.number, later)
    }
}
