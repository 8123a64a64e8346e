import Agent
import ArgumentParser
import FoundationEssentials
import JSON
import Logging
import Pipe

/// `drivepipe backup`: one backup in the foreground, without a broker.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Make one backup now and wait for it.",
        discussion: "Exit codes: 0 done and verified, 3 done with warnings, 1 failed, 2 usage, 130 cancelled.")

    @OptionGroup var configuration: ConfigurationOption

    @Option(help: "Name of the backup; {date} and {time} are filled in.")
    var name: String?

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func run() throws {
        try Foreground.run { stop in try await run(until: stop) }
    }

    private func run(until stop: AsyncStream<Void>) async throws {
        LoggingSystem.bootstrap(LineLogHandler.init(label:))
        let log = Logger(label: "drivepipe")
        let configuration = try configuration.load(log: log, json: json)
        let now = Date()
        let job = Job(
            id: Job.newID(at: now), nameFrom: name ?? configuration.backup.name, trigger: .cli, startedAt: now)
        let outcome = await run(job, configuration, log, stop: stop)
        outcome.logNotices(to: log)
        try WorkResult(outcome).print(asJSON: json)
    }

    private func run(
        _ job: Job, _ configuration: Configuration, _ log: Logger, stop: AsyncStream<Void>
    ) async -> JobOutcome {
        let meter = ProgressMeter(startedAt: job.startedAt)
        return await Foreground.follow(meter, until: stop) { cancellation in
            await BackupJob(
                job, configuration: configuration, account: DriveAccount(configuration, log: log), meter: meter,
                cancellation: cancellation, log: log
            ) { _ in }.run()
        }
    }
}

extension WorkResult {
    fileprivate init(_ outcome: JobOutcome) {
        let status: ExitStatus =
            switch outcome {
            case .completed(let result): result.warningCount > 0 ? .warnings : .done
            case .verified, .pruned: .done
            case .failed: .failed
            case .cancelled: .cancelled
            }
        self.init(status: status, sentence: outcome.sentence(of: .backup), payload: outcome.result)
    }
}
