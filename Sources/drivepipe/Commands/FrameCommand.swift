import ArgumentParser
import Glibc
import Pipe

/// `drivepipe pipe frame`: runs a program, and hands over what it writes.
struct FrameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frame", abstract: "Run a command and put frames round its standard output.",
        discussion: """
            The stream ends as a whole only if the command ends with exit code 0; in every other case it is cancelled. \
            Ends with the command's exit code (128 and the number of the signal that killed it), 127 or 126 if it cannot \
            be started, 1 if the reader goes away or nobody reads, 130 if interrupted. See docs/PIPE.md.
            """)

    @Option(name: .customLong("to"), help: "The named pipe; - for standard output.")
    var destination = "-"

    @Option(help: "Seconds to wait for the named pipe to be there and read.")
    var wait = 60.0

    @Argument(parsing: .captureForPassthrough, help: "The command with its arguments.")
    var command: [String]

    func validate() throws {
        guard wait >= 0, wait.isFinite else { throw ValidationError("--wait has to be a number of seconds.") }
        guard !words.isEmpty else { throw ValidationError("Name the command to run.") }
    }

    /// The command, without the `--` that may stand before it.
    private var words: [String] { Array(command.first == "--" ? command.dropFirst() : command[...]) }

    func run() throws {
        try Foreground.run { [destination, wait, words] stop in
            let end = await Foreground.follow(nil, until: stop) { cancellation in
                cancellation.onRequest(Self.leaveAtLast)
                return await Self.end(of: words, to: destination, wait: wait, cancellation)
            }
            if let sentence = end.sentence(words[0]) { try StandardStream.error.write(line: "drivepipe: \(sentence)") }
            guard end.exitCode == 0 else { throw ExitCode(end.exitCode) }
        }
    }

    /// A reader that takes nothing and does not go either must not hold the process: it will find the stream cut.
    private static func leaveAtLast() {
        Thread.start {
            _ = Cancellation().sleep(seconds: 10)
            _exit(ExitStatus.cancelled.rawValue)
        }
    }

    private static func end(
        of words: [String], to destination: String, wait: Double, _ cancellation: Cancellation
    ) async -> FramedEnd {
        do {
            return try await Thread.run {
                let output = try FrameOutput(destination, wait: wait, cancellation)
                return try FramedProgram(words: words).run(into: output, cancellation)
            }
        } catch is CancellationRequested {
            return .interrupted
        } catch let error as FrameOutputError {
            return .noOutput(error)
        } catch {
            return .failed("\(error)")
        }
    }
}
