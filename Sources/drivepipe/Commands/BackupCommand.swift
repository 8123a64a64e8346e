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

    @OptionGroup var options: CommandOptions

    @Option(help: "Name of the backup; {date} and {time} are filled in.")
    var name: String?

    @Option(
        help:
            "Store what comes through this named pipe in pipe_dir, in frames, instead; its path goes to standard error."
    )
    var sourcePipe: String?

    @Option(
        name: .customLong("as"),
        help: "What becomes of it: a file by itself (file), or a part of a backup of the folders (member).")
    var shape: String?

    @Flag(help: "What comes through the pipe has no frames: the end of the file counts as success, whatever caused it.")
    var unframed = false

    @Option(name: .customLong("extension"), help: "Of the file that what comes through the pipe is; tar by default.")
    var fileExtension: String?

    @Option(help: "What the Supervisor does: direct, apps, classic, missing, or the slug of one of its backups.")
    var supervisor: String?

    fileprivate static let retention = PruneOptions(trigger: .retention)

    func validate() throws {
        guard sourcePipe != nil || !unframed && fileExtension == nil && shape == nil else {
            throw ValidationError("--as, --unframed and --extension need --source-pipe.")
        }
        _ = try origin()
    }

    func run() throws {
        let meter = ProgressMeter(startedAt: Date())
        let origin = try origin()
        try options.run(showing: meter) { [name] tools async -> WorkResult in
            let outcome = await Self.backUpAll(name, origin, tools, meter)
            guard case .completed = outcome, !tools.configuration.retention.policy.keepsEverything else {
                return WorkResult(outcome)
            }
            let prune = PruneJob(
                Self.retention, configuration: tools.configuration, destination: tools.destination,
                cancellation: tools.cancellation, log: tools.log)
            return WorkResult(outcome, retention: await prune.run())
        }
    }

    private func origin() throws -> BackupOrigin? {
        if let supervisor { return try supervisorOrigin(supervisor) }
        guard let sourcePipe else { return nil }
        guard var order = PipeOrder(name: sourcePipe) else {
            throw ValidationError("A pipe's name has up to 64 letters, digits, _, - and inner dots.")
        }
        guard fileExtension.map(PipeOrder.isExtension) ?? true else {
            throw ValidationError("An extension is letters and digits, such as sql.gz.")
        }
        guard shape.map(PipeOrder.shapes.contains) ?? true else {
            throw ValidationError("--as takes file or member.")
        }
        order.isMember = shape == "member"
        guard !(unframed && order.isMember) else { throw ValidationError(PipeOrder.unframedMember) }
        order.isFramed = !unframed
        order.fileExtension = fileExtension
        return .pipe(order)
    }

    private func supervisorOrigin(_ text: String) throws -> BackupOrigin {
        guard sourcePipe == nil else { throw ValidationError("--supervisor and --source-pipe exclude each other.") }
        guard let order = SupervisorOrder(text: text) else {
            throw ValidationError("--supervisor takes direct, apps, classic, missing, or eight hexadecimal digits.")
        }
        return .supervisor(order)
    }

    /// One backup, or one after the other where several wait to be stored.
    /// - Returns: how the last one ended.
    private static func backUpAll(
        _ name: String?, _ origin: BackupOrigin?, _ tools: CommandOptions.Tools, _ meter: ProgressMeter
    ) async -> JobOutcome {
        while true {
            let outcome = await backUp(name, origin, tools, meter)
            outcome.logNotices(to: tools.log)
            guard case .completed(let result) = outcome, result.remaining > 0 else { return outcome }
            tools.log.info("\(result.fileName) is stored; \(result.remaining) more to go.")
            meter.update { $0 = ProgressReading(startedAt: Date()) }
        }
    }

    private static func backUp(
        _ name: String?, _ origin: BackupOrigin?, _ tools: CommandOptions.Tools, _ meter: ProgressMeter
    ) async -> JobOutcome {
        let now = Date()
        let template = name ?? origin?.nameTemplate ?? tools.configuration.backup.name
        let job = Job(
            id: Job.newID(at: now), nameFrom: template, origin: origin, trigger: .cli, startedAt: now)
        let jobTools = JobTools(
            configuration: tools.configuration, destination: tools.destination, meter: meter,
            cancellation: tools.cancellation, log: tools.log,
            // A script waits for this line, and then starts whoever writes.
            pipeReady: { path in try? StandardStream.error.write(line: "pipe ready: \(path)") })
        return await BackupJob(job, jobTools).run()
    }
}

extension WorkResult {
    fileprivate init(_ outcome: JobOutcome) {
        let status: ExitStatus =
            switch outcome {
            case .completed(let result): result.warningCount > 0 ? .warnings : .done
            case .verified, .pruned, .fetched, .skipped: .done
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
