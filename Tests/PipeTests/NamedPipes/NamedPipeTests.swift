import Glibc
import TestSupport
import Testing

@testable import Pipe

/// A named pipe belongs to one backup and one writer, and goes with them.
@Suite struct NamedPipeTests {
    private let folder: TemporaryFolder
    private let place: PipeFolder

    init() throws {
        signal(SIGPIPE, SIG_IGN)
        folder = try TemporaryFolder()
        place = try PipeFolder(folder.path)
    }

    /// Of everything in the folder, hidden or not.
    private var names: [String] { get throws { try Program.run("ls", ["-A", folder.path]).output.lines } }

    private func openForWriting() throws -> FileDescriptor {
        try FileDescriptor(opening: Array(folder.path("nightly").utf8), flags: O_WRONLY | O_NONBLOCK)
    }

    @Test func `it is a pipe that only its owner can open, whatever the umask`() throws {
        let old = umask(0o277)
        defer { umask(old) }
        let pipe = try NamedPipe("nightly", in: place)
        #expect(pipe.path == folder.path("nightly"))
        let status = try #require(place.status(of: "nightly"))
        #expect(status.st_mode == S_IFIFO | 0o600)
        #expect(status.st_uid == geteuid())
        pipe.remove()
    }

    @Test func `its name goes as soon as somebody writes, so that nobody else can`() throws {
        let pipe = try NamedPipe("nightly", in: place)
        let writer = try openForWriting()
        let source = try pipe.waitForWriter(seconds: 60, idle: 60, Cancellation())
        #expect(try names == [])
        #expect(throws: SystemError(number: ENOENT)) { closed(try openForWriting()) }
        try Array("bytes".utf8).withUnsafeBufferPointer { bytes throws(SystemError) in
            try FileDescriptor.write(UnsafeRawBufferPointer(bytes), to: writer.number)
        }
        closed(writer)
        #expect(try everything(of: source) == Array("bytes".utf8))
    }

    @Test func `what was written before it was waited for is not lost`() throws {
        let pipe = try NamedPipe("nightly", in: place)
        let writer = try openForWriting()
        #expect(write(writer.number, "first", 5) == 5)
        closed(writer)
        let source = try pipe.waitForWriter(seconds: 60, idle: 60, Cancellation())
        #expect(try everything(of: source) == Array("first".utf8))
    }

    @Test func `a writer that leaves without a byte has been there`() throws {
        let pipe = try NamedPipe("nightly", in: place)
        closed(try openForWriting())
        let source = try pipe.waitForWriter(seconds: 60, idle: 60, Cancellation())
        #expect(throws: FrameError.cut(offset: 0)) { try everything(of: FrameReader(source)) }
    }

    @Test func `nobody comes`() throws {
        let pipe = try NamedPipe("nightly", in: place)
        #expect(throws: FrameError.noWriter(seconds: 0.05)) {
            try pipe.waitForWriter(seconds: 0.05, idle: 60, Cancellation())
        }
        #expect(try names == [])
    }

    @Test func `waiting ends at once when it is asked to`() throws {
        let pipe = try NamedPipe("nightly", in: place)
        let cancellation = Cancellation()
        Thread.start {
            _ = Cancellation().sleep(seconds: 0.05)
            cancellation.request()
        }
        #expect(throws: CancellationRequested.self) {
            try pipe.waitForWriter(seconds: 3_600, idle: 60, cancellation)
        }
        #expect(try names == [])
    }

    @Test func `two that were quick enough to write at once never make a whole`() throws {
        let pipe = try NamedPipe("nightly", in: place)
        let one = try openForWriting()
        let other = try openForWriting()
        let source = try pipe.waitForWriter(seconds: 60, idle: 60, Cancellation())
        for number in [one.number, other.number] {
            var frames = FrameWriter(to: number)
            try Array("the same small frame".utf8).withUnsafeBytes { try frames.write($0) }
            try frames.finish()
        }
        closed(one)
        closed(other)
        #expect(throws: FrameError.bytesAfterEnd(offset: 28)) { try everything(of: FrameReader(source)) }
    }

    @Test func `it goes with its last reference`() throws {
        do {
            let pipe = try NamedPipe("nightly", in: place)
            #expect(try names.count == 2)
            withExtendedLifetime(pipe) {}
        }
        #expect(try names == [])
    }

    @Test(arguments: ["symlink", "file", "folder", "fifo"])
    func `what others put in its place is refused and left alone`(kind: String) throws {
        let path = folder.path("nightly")
        switch kind {
        case "symlink":
            try folder.write("kept", to: "target")
            symlink(folder.path("target"), path)
        case "file": try folder.write("kept", to: "nightly")
        case "folder": try folder.makeFolder("nightly")
        default: mkfifo(path, 0o600)
        }
        let before = try #require(place.status(of: "nightly"))
        #expect { try NamedPipe("nightly", in: place) } throws: { ($0 as? NamedPipeError)?.code == "pipe_in_the_way" }
        let after = try #require(place.status(of: "nightly"))
        #expect(after.isSameFile(as: before) && after.st_mode == before.st_mode)
        if kind == "symlink" { #expect(try folder.read("target") == "kept") }
        #expect(try names.filter { $0.hasPrefix(".") } == [])
    }

    @Test func `one of the same name waits already`() throws {
        let first = try NamedPipe("nightly", in: place)
        #expect { try NamedPipe("nightly", in: place) } throws: { ($0 as? NamedPipeError)?.code == "pipe_in_the_way" }
        #expect(place.status(of: "nightly") != nil)
        first.remove()
    }

    @Test func `what took its name meanwhile stays`() throws {
        let pipe = try NamedPipe("nightly", in: place)
        unlink(pipe.path)
        try folder.write("somebody's", to: "nightly")
        pipe.remove()
        #expect(try names == ["nightly"])
    }

    @Test(arguments: ["", ".", "..", ".hidden", "a/b", "../nightly", "a\0b"])
    func `a name is one component of a path`(name: String) throws {
        #expect { try NamedPipe(name, in: place) } throws: { ($0 as? NamedPipeError)?.code == "pipe_failed" }
        #expect(try names == [])
    }
}

extension [UInt8] {
    var lines: [String] { split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) } }
}
