import Agent
import ArgumentParser
import Glibc

/// The program. Each subcommand has a file of its own.
@main
struct DrivePipe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drivepipe",
        abstract: "Home Assistant backups, streamed into Google Drive or a folder without a temporary file.",
        version: Version.current,
        subcommands: [
            AgentCommand.self, BackupCommand.self, VerifyCommand.self, RestoreCommand.self, FetchCommand.self,
            ListCommand.self, PruneCommand.self, PinCommand.self, UnpinCommand.self, DeleteCommand.self,
            LoginCommand.self, CheckCommand.self, PipeCommand.self,
        ])

    static func main() {
        Heap.returnFreeMemory()
        StandardStream.occupyClosed()
        do {
            var command = try parseAsRoot()
            try command.run()
            end(ExitStatus.done.rawValue)
        } catch let code as ExitCode {
            end(code.rawValue)
        } catch {
            leave(with: error)
        }
    }

    /// Help and version are no errors; wrong usage has the code that wrong configuration has.
    private static func leave(with error: any Error) -> Never {
        let code = exitCode(for: error)
        guard code != .success else { exit(withError: error) }
        try? StandardStream.error.write(fullMessage(for: error) + "\n")
        end(code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue)
    }

    /// Without the C libraries' tidying up: other threads may still be letting go of things of theirs.
    private static func end(_ code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }
}
