import Agent
import ArgumentParser
import JSON
import Logging
import Pipe

/// What every subcommand takes that does one piece of work and ends.
struct CommandOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOption

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    /// What a piece of work gets.
    struct Tools: Sendable {
        let account: DriveAccount
        /// What keeps the backups.
        let destination: any Destination
        let configuration: Configuration
        let cancellation: Cancellation
        let log: Logger
    }

    /// Does something on a thread of its own.
    /// - Parameters:
    ///   - meter: followed by a line of progress, if given.
    ///   - work: blocks; what it returns is printed.
    /// - Throws: the exit code of what went wrong, after telling what that was.
    func run(showing meter: ProgressMeter? = nil, _ work: @escaping @Sendable (Tools) throws -> WorkResult) throws {
        try run(showing: meter) { tools async -> WorkResult in
            do {
                return try await Thread.run { try work(tools) }
            } catch {
                return WorkResult(error, isCancelled: tools.cancellation.isRequested)
            }
        }
    }

    /// The same for work that never throws and blocks no thread.
    func run(
        showing meter: ProgressMeter? = nil, _ work: @escaping @Sendable (Tools) async -> WorkResult
    ) throws {
        try Foreground.run { [self] stop in
            LoggingSystem.bootstrap(LineLogHandler.init(label:))
            let log = Logger(label: "drivepipe")
            let configuration = try configuration.load(log: log, json: json)
            let account = DriveAccount(configuration, log: log)
            let result = await Foreground.follow(meter, until: stop) { cancellation in
                await work(
                    Tools(
                        account: account, destination: configuration.destination(account), configuration: configuration,
                        cancellation: cancellation, log: log))
            }
            try result.print(asJSON: json)
        }
    }
}
