import Glibc
import Pipe
import TestSupport
import Testing

/// `drivepipe pipe frame` and `unframe` as programs and people use them.
@Suite struct FrameCommandTests {
    @Test func `what a command writes comes through whole`() throws {
        let handover = try PipeHandover()
        let run = try handover.start(#"exec drivepipe pipe frame --to "$PIPE" head -c 3000000 /dev/zero"#)
        #expect(try handover.read() == [UInt8](repeating: 0, count: 3_000_000))
        #expect(run.wait() == 0)
        #expect(handover.output == "")
    }

    @Test(arguments: [("exit 7", 7), ("kill -9 $$", 137), ("exec /nonexistent", 127)] as [(String, Int32)])
    func `a command that fails cancels, and its exit code is passed on`(script: String, code: Int32) throws {
        let handover = try PipeHandover()
        let run = try handover.start(#"exec drivepipe pipe frame --to "$PIPE" sh -c 'echo half; \#(script)'"#)
        #expect(handover.fault() as? FrameError == .cancelled)
        #expect(run.wait() == code)
        #expect(handover.output.contains("the backup is cancelled."), "\(handover.output)")
    }

    @Test(arguments: [("/nonexistent", 127), ("/", 126)] as [(String, Int32)])
    func `a command that cannot be started cancels`(command: String, code: Int32) throws {
        let handover = try PipeHandover()
        let run = try handover.start(#"exec drivepipe pipe frame --to "$PIPE" \#(command)"#)
        #expect(handover.fault() as? FrameError == .cancelled)
        #expect(run.wait() == code)
    }

    @Test func `input, errors and options of the command are its own`() throws {
        let handover = try PipeHandover()
        let run = try handover.start(
            #"echo input | drivepipe pipe frame --to "$PIPE" -- sh -c 'cat; echo "$1" >&2' --to --wait"#)
        #expect(try handover.read() == Array("input\n".utf8))
        #expect(run.wait() == 0)
        #expect(handover.output == "--wait\n")
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `an interrupted one cancels, whatever the command makes of it`(number: Int32) throws {
        let handover = try PipeHandover()
        let script = "trap \"exit 0\" TERM; echo half; while :; do sleep 0.05; done"
        let run = try handover.start(#"exec drivepipe pipe frame --to "$PIPE" sh -c '\#(script)'"#)
        let fault = handover.fault { _ in kill(run.pid, number) }
        #expect(fault as? FrameError == .cancelled)
        #expect(run.wait() == 130)
    }

    @Test func `a killed one cuts the stream, and its command finds nobody to write for`() throws {
        let handover = try PipeHandover()
        let run = try handover.start(
            #"exec drivepipe pipe frame --to "$PIPE" sh -c 'echo $$; while echo x; do :; done; exit'"#)
        guard case .cut = handover.fault(onBytes: { _ in kill(run.pid, SIGKILL) }) as? FrameError else {
            Issue.record("not cut")
            return
        }
        #expect(run.wait() == nil)
    }

    @Test(arguments: ["while :; do echo more; done", "echo first; exec sleep 3600", #"trap "" TERM; yes"#])
    func `a reader that goes away ends the command`(script: String) throws {
        let handover = try PipeHandover()
        let run = try handover.start(#"exec drivepipe pipe frame --to "$PIPE" sh -c '\#(script)'"#)
        let cancellation = handover.cancellation
        #expect(handover.fault { _ in cancellation.request() } is CancellationRequested)
        #expect(run.wait() == 1)
        #expect(handover.output.contains("The reader of the pipe has gone"), "\(handover.output)")
    }

    @Test func `it waits for the pipe and for its reader`() throws {
        let folder = try TemporaryFolder()
        let run = try ChildProcess(BuiltProgram.path, ["pipe", "frame", "--to", folder.path("late"), "echo", "here"])
        _ = Cancellation().sleep(seconds: 0.2)
        let pipe = try NamedPipe("late", in: PipeFolder(folder.path))
        let source = FrameReader(try pipe.waitForWriter(seconds: 60, idle: 60, Cancellation()))
        #expect(try source.bytes(100) == Array("here\n".utf8))
        #expect(run.wait() == 0)
    }

    @Test func `no pipe and no reader are told`() throws {
        let folder = try TemporaryFolder()
        mkfifo(folder.path("unread"), 0o600)
        for (name, sentence) in [("missing", "There is no named pipe"), ("unread", "Nobody reads")] {
            let result = try Program.run(
                BuiltProgram.path, ["pipe", "frame", "--wait", "0.1", "--to", folder.path(name), "echo", "x"])
            #expect(result.status == 1)
            #expect(String(decoding: result.error, as: UTF8.self).contains(sentence))
        }
    }

    @Test func `what is no pipe stays as it is`() throws {
        let folder = try TemporaryFolder()
        try folder.write("kept", to: "file")
        symlink(folder.path("file"), folder.path("link"))
        for path in [folder.path("file"), folder.path("link"), folder.path, "/dev/null"] {
            #expect(try Program.run(BuiltProgram.path, ["pipe", "frame", "--to", path, "echo", "x"]).status == 2)
        }
        #expect(try folder.read("file") == "kept")
    }

    @Test func `unframe gives back what was framed, and fails for what is no whole`() throws {
        let framed = try Program.run(BuiltProgram.path, ["pipe", "frame", "echo", "text"])
        #expect(framed.output == [0, 0, 0, 5] + Array("text\n".utf8) + [0, 0, 0, 0])
        let back = try Program.run(BuiltProgram.path, ["pipe", "unframe"], input: framed.output)
        #expect(back.status == 0 && back.output == Array("text\n".utf8))
        let cut = try Program.run(BuiltProgram.path, ["pipe", "unframe"], input: framed.output.dropLast())
        #expect(cut.status == 1)
        #expect(String(decoding: cut.error, as: UTF8.self).contains("ended after 12 bytes"))
    }

    @Test(arguments: [
        ["pipe", "frame"], ["pipe", "frame", "--wait", "soon", "ls"], ["pipe", "frame", "--wait", "-1", "ls"],
    ])
    func `wrong usage is exit code 2`(arguments: [String]) throws {
        #expect(try Program.run(BuiltProgram.path, arguments).status == 2)
    }
}
