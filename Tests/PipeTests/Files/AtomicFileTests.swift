import Glibc
import Pipe
import TestSupport
import Testing

struct AtomicFileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ text: String, to name: String = "a.json") throws {
        try AtomicFile.write(Array(text.utf8), to: folder.path(name))
    }

    private func mode(of name: String) -> mode_t {
        var status = stat()
        lstat(folder.path(name), &status)
        return status.st_mode & 0o777
    }

    private func names() throws -> [String] {
        String(decoding: try Program.run("/bin/ls", ["-A", folder.path]).output, as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    @Test func `new content takes the place of the old, for the owner's eyes only`() throws {
        try folder.write("old and longer", to: "a.json")
        chmod(folder.path("a.json"), 0o644)
        try write("new")
        #expect(try folder.read("a.json") == "new")
        #expect(mode(of: "a.json") == 0o600)
        #expect(try names() == ["a.json"])
    }

    @Test func `what a crash left, open to all, is in nobody's way`() throws {
        try folder.write("half of someth", to: ".a.json.partial")
        chmod(folder.path(".a.json.partial"), 0o666)
        try write("new")
        #expect(try folder.read("a.json") == "new")
        #expect(mode(of: "a.json") == 0o600)
        #expect(try names() == ["a.json"])
    }

    @Test func `a link stays a link, what it leads to is replaced`() throws {
        try folder.makeFolder("elsewhere")
        try folder.write("old", to: "elsewhere/real.json")
        symlink("elsewhere/real.json", folder.path("a.json"))
        try write("new")
        #expect(try folder.read("elsewhere/real.json") == "new")
        #expect(mode(of: "a.json") == 0o777)
        #expect(try Program.run("/usr/bin/readlink", [folder.path("a.json")]).status == 0)
    }

    @Test func `a folder that is none is an error, and nothing is made`() throws {
        let error = #expect(throws: SystemError.self) { try write("new", to: "none/a.json") }
        #expect(error?.number == ENOENT)
        try folder.write("", to: "file")
        #expect(throws: SystemError.self) { try write("new", to: "file/a.json") }
        #expect(try names() == ["file"])
    }

    @Test func `a second writer is told, and the first one's content is whole`() throws {
        var first = try HiddenFile("a.json", in: folder.path)
        let error = #expect(throws: SystemError.self) { try write("second") }
        #expect(error?.number == EWOULDBLOCK)
        try Array("first".utf8).withUnsafeBytes { try first.write($0) }
        try first.keep(replacing: true)
        #expect(try folder.read("a.json") == "first")
    }
}
