import FoundationEssentials
import Glibc
import Pipe
import TestSupport
import Testing

/// The examples of `docs/PIPE.md` do what they say, with the real programs.
@Suite struct PipeDocumentTests {
    private let handover: PipeHandover

    init() throws {
        handover = try PipeHandover()
    }

    /// The code between the fences of a part.
    private func example(_ name: String) throws -> String {
        let lines = try Document("docs/PIPE.md").part(name).split(separator: "\n", omittingEmptySubsequences: false)
        let fences = lines.indices.filter { lines[$0].hasPrefix("```") }
        try #require(fences.count == 2, "\(name) is one block of code")
        return lines[(fences[0] + 1)..<fences[1]].joined(separator: "\n")
    }

    @Test func `ten lines of Python`() throws {
        let program = try example("python")
        #expect(program.split(separator: "\n").count <= 12)
        try handover.folder.write(program, to: "producer.py")
        let run = try handover.start("head -c 2500000 /dev/zero | python3 \(handover.folder.path("producer.py"))")
        #expect(try handover.read() == [UInt8](repeating: 0, count: 2_500_000), "\(handover.output)")
        #expect(run.wait() == 0)
    }

    @Test func `the Python gives up when something goes wrong`() throws {
        try handover.folder.write(try example("python"), to: "producer.py")
        let run = try handover.start("python3 \(handover.folder.path("producer.py")) <&-")
        #expect(handover.fault() as? FrameError == .cancelled, "\(handover.output)")
        #expect(run.wait() == 1)
    }

    @Test func `a folder with tar`() throws {
        try handover.folder.makeFolder("data")
        try handover.folder.write("content", to: "data/file.txt")
        let run = try handover.start(try example("tar"), ["FOLDER": handover.folder.path("data")])
        let archive = try handover.read()
        #expect(run.wait() == 0, "\(handover.output)")
        let listing = try Program.run("tar", ["--extract", "--to-stdout", "./file.txt"], input: archive)
        #expect(listing.output == Array("content".utf8))
    }

    @Test func `a folder that tar cannot read is no backup`() throws {
        let run = try handover.start(try example("tar"), ["FOLDER": handover.folder.path("missing")])
        #expect(handover.fault() as? FrameError == .cancelled)
        #expect(run.wait() == 2)
    }

    @Test func `a database with sqlite3`() throws {
        let database = handover.folder.path("data.db")
        let made = try Program.run(
            "sqlite3", [database, "CREATE TABLE t (n); INSERT INTO t SELECT value FROM generate_series(1, 20000);"])
        try #require(made.status == 0, "\(String(decoding: made.error, as: UTF8.self))")
        let run = try handover.start(try example("sqlite"), ["DATABASE": database])
        let packed = try handover.read()
        #expect(run.wait() == 0, "\(handover.output)")
        let sql = try Program.run("gzip", ["-dc"], input: packed).output
        let counted = try Program.run("sqlite3", [":memory:"], input: sql + Array("SELECT sum(n) FROM t;".utf8))
        #expect(counted.output == Array("200010000\n".utf8))
    }

    @Test func `a failure in front of the shell's pipe is no backup`() throws {
        let run = try handover.start(try example("sqlite"), ["DATABASE": "/"])
        #expect(handover.fault() as? FrameError == .cancelled)
        #expect(run.wait() != 0)
    }

    @Test func `the limits are those of the program`() throws {
        let text = try Document("docs/PIPE.md").text
        #expect(text.contains("16 MiB (16,777,216 bytes)") && Frame.maximum == 16_777_216)
    }
}
