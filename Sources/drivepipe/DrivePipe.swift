import Agent
import ArgumentParser
import Glibc

/// The program. Each subcommand has a file of its own.
@main
struct DrivePipe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drivepipe",
        abstract: "Home Assistant backups, streamed into Google Drive without a temporary file.",
        version: Version.current,
        subcommands: [
            AgentCommand.self, BackupCommand.self, VerifyCommand.self, RestoreCommand.self, FetchCommand.self,
            ListCommand.self, PruneCommand.self, PinCommand.self, UnpinCommand.self, DeleteCommand.self,
            LoginCommand.self,
        ])

    static func main() {
        Heap.returnFreeMemory()
        StandardStream.occupyClosed()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            leave(with: error)
        }
    }

    /// Help and version are no errors; wrong usage has the code that wrong configuration has.
    private static func leave(with error: any Error) -> Never {
        guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
        try? StandardStream.error.write(fullMessage(for: error) + "\n")
        Glibc.exit(ExitStatus.usage.rawValue)
    }
}
