import Agent
import Backup
import FoundationEssentials
import Glibc
import Pipe
import TestSupport
import Testing

struct FetchJobTests {
    let source: TemporaryFolder
    let target: TemporaryFolder

    init() throws {
        source = try TemporaryFolder()
        target = try TemporaryFolder()
        try source.write("a backup", to: "b.tar")
    }

    /// A file on this machine as somebody else would keep it.
    private struct Kept: BackupFile {
        let local: LocalBackupFile
        var name: String
        var md5: String?

        var size: Int64 { local.size }

        func source(from offset: Int64, count: Int64) throws -> any ByteSource {
            try local.source(from: offset, count: count)
        }
    }

    private func fetch(
        named name: String = "b.tar", md5: String? = "7a8a7fd1ea10b6ebb5c0b1d5bef43d7b", overwrite: Bool = false,
        to folder: String? = nil, cancellation: Cancellation = .init()
    ) throws -> String {
        let file = Kept(local: try LocalBackupFile(source.path("b.tar")), name: name, md5: md5)
        let job = FetchJob(
            file, to: folder ?? target.path, overwrite: overwrite, meter: ProgressMeter(startedAt: Date()),
            cancellation: cancellation)
        return try job.run()
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: target.path)) ?? []).sorted()
    }

    @Test func `it comes as it is, under its name`() throws {
        #expect(try fetch(md5: nil) == target.path("b.tar"))
        #expect(try target.read("b.tar") == "a backup")
        #expect(names == ["b.tar"])
    }

    @Test func `with another checksum nothing is left`() throws {
        #expect(throws: FetchError.corrupt("b.tar")) { try fetch(md5: "00000000000000000000000000000000") }
        #expect(names == [])
    }

    @Test func `a file of its name stays unless it may go`() throws {
        try target.write("old", to: "b.tar")
        #expect(throws: FetchError.exists(target.path("b.tar"))) { try fetch(md5: nil) }
        #expect(try target.read("b.tar") == "old")
        _ = try fetch(md5: nil, overwrite: true)
        #expect(try target.read("b.tar") == "a backup")
    }

    @Test(arguments: [
        ("../../etc/passwd", "passwd.tar"), (".hidden", "hidden.tar"), ("", "backup.tar"), ("..", "backup.tar"),
        ("a\nb.tar", "ab.tar"), ("there/\u{301}b.tar", "\u{301}b.tar"), (".\u{301}b.tar", "\u{301}b.tar"),
        (".tar", "tar.tar"), ("\u{9b}2J.tar", "2J.tar"),
        (String(repeating: "ü", count: 200) + ".tar", String(repeating: "ü", count: 100) + ".tar"),
    ])
    func `a name from outside stays in the folder`(name: String, safe: String) throws {
        #expect(try fetch(named: name, md5: nil) == target.path(safe))
        #expect(names == [safe])
    }

    /// A disk that fails in the middle.
    private struct Broken: BackupFile {
        let name = "b.tar"
        let size: Int64 = 10

        private final class Source: ByteSource {
            func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { throw SystemError(number: EIO) }
        }

        func source(from offset: Int64, count: Int64) -> any ByteSource { Source() }
    }

    @Test func `a backup that cannot be read is not blamed on the folder`() throws {
        let job = FetchJob(
            Broken(), to: target.path, overwrite: false, meter: ProgressMeter(startedAt: Date()),
            cancellation: Cancellation())
        let error = #expect(throws: TargetError.self) { try job.run() }
        #expect(error?.code == "file_unreadable")
        #expect(names == [])
    }

    @Test func `a cancelled one leaves nothing`() throws {
        let cancellation = Cancellation()
        cancellation.request()
        #expect(throws: CancellationRequested.self) { try fetch(md5: nil, cancellation: cancellation) }
        #expect(names == [])
    }

    @Test func `a folder that is not there is told`() throws {
        let folder = target.path("nowhere")
        #expect(throws: FetchError.notWritable(folder, SystemError(number: ENOENT))) { try fetch(to: folder) }
    }
}
