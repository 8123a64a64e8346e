import Agent
import ArgumentParser
import Catalog
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

    fileprivate static let retention = PruneOptions(trigger: .retention)

    func run() throws {
        try Foreground.run { stop in try await run(until: stop) }
    }

    private func run(until stop: AsyncStream<Void>) async throws {
        LoggingSystem.bootstrap(LineLogHandler.init(label:))
        let log = Logger(label: "drivepipe")
        let configuration = try configuration.load(log: log, json: json)
        let account = DriveAccount(configuration, log: log)
        let now = Date()
        let job = Job(
            id: Job.newID(at: now), nameFrom: name ?? configuration.backup.name, trigger: .cli, startedAt: now)
        let meter = ProgressMeter(startedAt: job.startedAt)
        let result = await Foreground.follow(meter, until: stop) { cancellation in
            let backup = BackupJob(
                job, configuration: configuration, account: account, meter: meter, cancellation: cancellation, log: log
            ) { _ in }
            let outcome = await backup.run()
            outcome.logNotices(to: log)
            guard case .completed = outcome, !configuration.retention.policy.keepsEverything else {
                return WorkResult(outcome)
            }
            let prune = PruneJob(
                Self.retention, configuration: configuration, account: account,
                cancellation: cancellation, log: log)
            return WorkResult(outcome, retention: await prune.run())
        }
        try result.print(asJSON: json)
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
        self.init(status: status, sentence: outcome.sentence(of: .backup), payload: outcome.result(of: .backup))
    }

    /// - Parameter retention: what became of the older backups; no trouble there takes anything from the new one.
    fileprivate init(_ outcome: JobOutcome, retention: JobOutcome) {
        self.init(outcome)
        var members = payload.object ?? [:]
        if case .pruned(let result) = retention {
            details = result.isComplete && result.deleted.isEmpty ? [] : [result.sentence]
            members["retention"] = result.payload(lines: 0)
        } else {
            let kind = JobKind.pruning(BackupCommand.retention)
            let reason = retention.sentence(of: kind)
            details = ["The rules of retention were not carried out. \(reason)"]
            members["retention"] = retention.result(of: kind)
        }
        payload = .object(members)
    }
}
