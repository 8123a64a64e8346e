import Archive
import Backup
import FoundationEssentials
import Pipe
import TestSupport
import Testing

/// A tree that is hard to back up, read back by GNU tar, bsdtar, Python's tarfile and gzip, each on its own.
@Suite struct ForeignReadersTests {
    @Test(arguments: [4, 30])
    func `every reader gets the same tree back`(megabytes: Int) throws {
        let scratch = try SourceFolder()
        let demo = "\(repository)/Tests/Demo"
        try run("python3", ["\(demo)/make_tree.py", "\(scratch.path)/tree", "--megabytes", "\(megabytes)"])
        let tree = "\(scratch.path)/tree"
        var request = BackupRequest(
            name: "Foreign", date: Date(),
            source: BackupSource(
                configuration: "\(tree)/config",
                folders: [.share: "\(tree)/share", .ssl: "\(tree)/ssl", .media: "\(tree)/media"]),
            instance: "test", producerVersion: "1.0")
        // Small, so that the reservation and its filler are read too.
        request.memory.lookAhead = 1 << 20
        let writer = BackupWriter(request, cancellation: .init())
        let tar = TarWriter(ByteCollector(), dialect: .ustar)
        let summary = try writer.write(into: tar)
        try scratch.file("backup.tar", try tar.finish().bytes)
        #expect(summary.notices.warningCount == 0)
        #expect(summary.members.contains { $0.fillerBytes > 0 })
        #expect(!summary.members.contains { $0.supersedes })
        for member in summary.members {
            #expect(Double(member.fillerBytes) < 0.06 * Double(member.reservedBytes) + 20_000, "\(member)")
        }
        try run("python3", ["\(demo)/prove.py", "\(scratch.path)/backup.tar", tree, "\(scratch.path)/proof"])
    }

    private func run(_ program: String, _ arguments: [String]) throws {
        let result = try Program.run(program, arguments)
        let words = String(decoding: result.output.suffix(2_000) + result.error.suffix(2_000), as: UTF8.self)
        #expect(result.status == 0, "\(words)")
    }

    private var repository: String {
        #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }
    }
}
