import Agent
import ArgumentParser
import Backup
import FoundationEssentials
import Logging
import Pipe

/// What every subcommand takes that reads a backup which is there already.
struct StoredBackupOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOption

    @Argument(help: "latest, the id of a file in Drive, the eight digits that Home Assistant shows, or a path.")
    var backup = "latest"

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    /// Opens the backup and does something with it, on a thread of its own.
    /// - Parameter work: blocks; what it returns is printed.
    /// - Throws: the exit code of what went wrong, after telling what that was.
    func run(
        phase: JobPhase,
        _ work: @escaping @Sendable (any BackupFile, Configuration, ProgressMeter, Cancellation) throws -> WorkResult
    ) throws {
        try Foreground.run { [self] stop in
            LoggingSystem.bootstrap(LineLogHandler.init(label:))
            let log = Logger(label: "drivepipe")
            let configuration = try configuration.load(log: log, json: json)
            let meter = ProgressMeter(startedAt: Date())
            meter.update { $0.phase = phase }
            let result = await Foreground.follow(meter, until: stop) { cancellation in
                do {
                    return try await Thread.run { [backup] in
                        let target = BackupTarget(argument: backup)
                        return try work(
                            try target.open(
                                in: DriveAccount(configuration, log: log), cancellation,
                                // A verification is about the newest, whatever is known of it.
                                avoidsDamage: phase != .verifying),
                            configuration, meter, cancellation)
                    }
                } catch {
                    return WorkResult(error, isCancelled: cancellation.isRequested)
                }
            }
            try result.print(asJSON: json)
        }
    }
}
