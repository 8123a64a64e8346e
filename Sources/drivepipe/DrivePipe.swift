import Agent
import ArgumentParser
import Glibc

/// The program. Each subcommand has a file of its own.
@main
struct DrivePipe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drivepipe",
        abstract: "Home Assistant backups, streamed into Google Drive without a temporary file.",
        version: Version.current,
        subcommands: [AgentCommand.self, BackupCommand.self])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            leave(with: error)
        }
    }

    /// Help and version are no errors; wrong usage has the code that wrong configuration has.
    private static func leave(with error: any Error) -> Never {
        if exitCode(for: error) == .validationFailure {
            let message = fullMessage(for: error)
            try? FileHandleText.standardError.write(message + "\n")
            Glibc.exit(ExitStatus.usage.rawValue)
        }
        exit(withError: error)
    }
}
