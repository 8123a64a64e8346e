import Glibc
import TestSupport
import Testing

@testable import Pipe

/// The folder is safe, and what a crash left in it goes, and nothing else.
@Suite struct PipeFolderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var names: [String] { get throws { try Program.run("ls", ["-A", folder.path]).output.lines } }

    /// As a crash leaves it: both names, no lock.
    private func leave(_ name: String) {
        mkfifo(folder.path(".\(name).drivepipe"), 0o600)
        link(folder.path(".\(name).drivepipe"), folder.path(name))
    }

    @Test func `what a crash left is removed`() throws {
        leave("nightly")
        mkfifo(folder.path(".early.drivepipe"), 0o400)
        #expect(try PipeFolder(folder.path).removeLeftovers() == ["early", "nightly"])
        #expect(try names == [])
    }

    @Test func `a pipe takes the place of what a crash left of one of the same name`() throws {
        leave("nightly")
        let place = try PipeFolder(folder.path)
        let old = try #require(place.status(of: "nightly"))
        let pipe = try NamedPipe("nightly", in: place)
        let writer = try FileDescriptor(opening: Array(pipe.path.utf8), flags: O_WRONLY | O_NONBLOCK)
        closed(try pipe.waitForWriter(seconds: 60, idle: 60, Cancellation()))
        closed(writer)
        #expect(old.st_nlink == 2)
        #expect(try names == [])
    }

    @Test func `what others made stays, and what is in use`() throws {
        let place = try PipeFolder(folder.path)
        let used = try NamedPipe("used", in: place)
        mkfifo(folder.path("theirs"), 0o600)
        // The hidden name alone makes nothing ours: the other one leads elsewhere.
        mkfifo(folder.path(".changed.drivepipe"), 0o600)
        mkfifo(folder.path("changed"), 0o600)
        try folder.write("kept", to: ".file.drivepipe")
        symlink(folder.path("theirs"), folder.path(".link.drivepipe"))
        #expect(try PipeFolder(folder.path).removeLeftovers() == ["changed"])
        #expect(try names == [".file.drivepipe", ".link.drivepipe", ".used.drivepipe", "changed", "theirs", "used"])
        used.remove()
    }

    @Test func `a folder that everybody can write in is refused, unless they can remove only what is theirs`() throws {
        chmod(folder.path, 0o777)
        #expect { try PipeFolder(folder.path) } throws: { ($0 as? NamedPipeError)?.code == "pipe_dir_unsafe" }
        chmod(folder.path, 0o1777)
        #expect(throws: Never.self) { try PipeFolder(folder.path) }
        // A group that shares the folder is how a producer of another user sees the pipe.
        chmod(folder.path, 0o770)
        #expect(throws: Never.self) { try PipeFolder(folder.path) }
    }

    @Test(.enabled(if: geteuid() == 0)) func `a folder of somebody else's is refused`() throws {
        chown(folder.path, 65_534, 65_534)
        #expect { try PipeFolder(folder.path) } throws: { ($0 as? NamedPipeError)?.code == "pipe_dir_unsafe" }
    }

    @Test func `a folder that is not there, or is none, is told`() throws {
        try folder.write("", to: "file")
        for path in [folder.path("missing"), folder.path("file")] {
            #expect { try PipeFolder(path) } throws: { ($0 as? NamedPipeError)?.code == "pipe_dir_missing" }
        }
    }
}

private func closed(_ source: DescriptorSource) { source.close() }
