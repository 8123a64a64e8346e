import Agent
import ArgumentParser
import Backup
import FoundationEssentials
import Pipe

/// What every subcommand takes that reads a backup which is there already.
struct StoredBackupOptions: ParsableArguments {
    @OptionGroup var options: CommandOptions

    @Argument(help: "latest, an id as list shows it, the eight digits that Home Assistant shows, or a path.")
    var backup = "latest"

    /// Opens the backup and does something with it, on a thread of its own and with a line of progress.
    /// - Parameter work: blocks; what it returns is printed.
    /// - Throws: the exit code of what went wrong, after telling what that was.
    func run(
        phase: JobPhase,
        _ work: @escaping @Sendable (any BackupFile, CommandOptions.Tools, ProgressMeter) throws -> WorkResult
    ) throws {
        let meter = ProgressMeter(startedAt: Date())
        meter.update { $0.phase = phase }
        try options.run(showing: meter) { [backup] tools in
            // A verification is about the newest, whatever is known of it.
            let file = try BackupTarget(argument: backup).open(
                in: tools.destination, tools.cancellation, avoidsDamage: phase != .verifying)
            return try work(file, tools, meter)
        }
    }
}
