import Glibc
import Pipe
import TestSupport
import Testing

struct HiddenFileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ text: String, replacing: Bool = false) throws {
        var file = try HiddenFile("a.tar", in: folder.path)
        try Array(text.utf8).withUnsafeBytes { try file.write($0) }
        #expect(try names().contains(".a.tar.partial"))
        try file.keep(replacing: replacing)
    }

    private func names() throws -> [String] {
        String(decoding: try Program.run("/bin/ls", ["-A", folder.path]).output, as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    @Test func `it has its name when it is whole, and nothing else stays`() throws {
        try write("whole")
        #expect(try names() == ["a.tar"])
        #expect(try folder.read("a.tar") == "whole")
    }

    @Test func `given up it leaves nothing`() throws {
        do {
            var file = try HiddenFile("a.tar", in: folder.path)
            try [1, 2].withUnsafeBytes { try file.write($0) }
        }
        #expect(try names() == [])
    }

    @Test func `a file of its name is replaced only when that is meant`() throws {
        try write("old")
        #expect(throws: SystemError(number: EEXIST)) { try write("new") }
        #expect(try folder.read("a.tar") == "old")
        #expect(try names() == ["a.tar"])
        try write("new", replacing: true)
        #expect(try folder.read("a.tar") == "new")
    }

    @Test func `what a crash left is taken over, but not what somebody writes just now`() throws {
        try folder.write("left behind by a crash", to: ".a.tar.partial")
        try write("short")
        #expect(try folder.read("a.tar") == "short")
        let busy = try HiddenFile("b.tar", in: folder.path)
        #expect(throws: SystemError(number: EWOULDBLOCK)) { _ = try HiddenFile("b.tar", in: folder.path) }
        #expect(try names().contains(".b.tar.partial"))
        try busy.keep(replacing: false)
        #expect(try names().contains("b.tar"))
    }

    @Test func `what has another name, too, is never written over`() throws {
        let other = try folder.write("precious", to: "other")
        link(other, folder.path(".a.tar.partial"))
        #expect(throws: SystemError(number: EWOULDBLOCK)) { try write("mine") }
        #expect(try folder.read("other") == "precious")
    }

    @Test func `nobody waits for a named pipe in the place of the hidden file`() throws {
        mkfifo(folder.path(".a.tar.partial"), 0o600)
        #expect(throws: SystemError.self) { try write("mine") }
    }

    @Test func `a link in the place of the hidden file is not followed`() throws {
        let other = try folder.write("precious", to: "other")
        symlink(other, folder.path(".a.tar.partial"))
        #expect(throws: SystemError(number: ELOOP)) { try write("mine") }
        #expect(try folder.read("other") == "precious")
    }
}
