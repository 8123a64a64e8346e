import Agent
import ArgumentParser
import Backup
import FoundationEssentials
import JSON
import Logging
import Pipe

/// What every subcommand takes that reads a backup which is there already.
struct StoredBackupOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOption

    @Argument(help: "latest, an id of Drive's, the eight digits that Home Assistant shows, or a file.")
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
                            try target.open(configuration, cancellation, log: log), configuration, meter, cancellation)
                    }
                } catch {
                    return WorkResult(error, isCancelled: cancellation.isRequested)
                }
            }
            try print(result)
        }
    }

    private func print(_ result: WorkResult) throws {
        for line in result.details { try StandardStream.error.write(line: line) }
        if json {
            try StandardStream.output.write(result.payload)
        } else {
            try StandardStream.error.write(line: result.sentence)
        }
        guard result.status == .done else { throw result.status.error }
    }
}

/// What came of it: for people, for scripts, and for the shell.
struct WorkResult: Sendable {
    var status = ExitStatus.done
    var sentence: String
    /// Lines before the sentence.
    var details: [String] = []
    var payload: JSON

    init(status: ExitStatus = .done, sentence: String, details: [String] = [], payload: JSON) {
        self.status = status
        self.sentence = sentence
        self.details = details
        self.payload = payload
    }

    init(_ error: any Error, isCancelled: Bool) {
        if isCancelled {
            self.init(
                status: .cancelled, sentence: "Cancelled.", payload: ["error": "cancelled", "message": "Cancelled."])
        } else {
            let failure = JobFailure(error)
            self.init(
                status: .failed, sentence: failure.message,
                payload: [
                    "error": .string(failure.code), "message": .string(failure.message),
                    "retryable": .bool(failure.isRetryable),
                ])
        }
    }
}
