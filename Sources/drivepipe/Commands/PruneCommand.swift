import Agent
import ArgumentParser
import Catalog
import FoundationEssentials
import JSON

/// `drivepipe prune`: the rules of retention, carried out now.
struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Delete the backups that no rule keeps.",
        discussion: """
            Rules that are given here take the place of the configured ones, each for itself; 0 switches one off. The \
            newest good backup, pinned ones and what this instance did not make always stay. Exit codes: 0 done, 1 \
            failed, 3 something could not be deleted or waits for a higher --max-deletes.
            """)

    @OptionGroup var options: CommandOptions

    @Flag(help: "Only show what would be deleted, and why.")
    var dryRun = false

    @Option(help: "Keep the newest so many.")
    var keepLast: Int?

    @Option(help: "Keep the last of so many days that have one.")
    var keepDaily: Int?

    @Option(help: "Keep the last of so many weeks that have one.")
    var keepWeekly: Int?

    @Option(help: "Keep the last of so many months that have one.")
    var keepMonthly: Int?

    @Option(help: "Keep the last of so many years that have one.")
    var keepYearly: Int?

    @Option(help: "Keep all that are not older than this, counted back from the newest good one: 12h, 30d, 8w.")
    var keepWithin: KeepDuration?

    @Option(help: "Delete no more than so many at once, the oldest first.")
    var maxDeletes: Int?

    func validate() throws {
        let counts = [keepLast, keepDaily, keepWeekly, keepMonthly, keepYearly, maxDeletes].compactMap(\.self)
        guard counts.allSatisfy((0...9999).contains) else {
            throw ValidationError("A number of backups is between 0 and 9999.")
        }
    }

    func run() throws {
        let prune = pruneOptions
        try options.run { tools async -> WorkResult in
            let job = PruneJob(
                prune, configuration: tools.configuration, destination: tools.destination,
                cancellation: tools.cancellation,
                log: tools.log)
            return WorkResult(await job.run(), .pruning(prune))
        }
    }

    private var pruneOptions: PruneOptions {
        var options = PruneOptions(trigger: .cli)
        options.isDryRun = dryRun
        options.keepLast = keepLast
        options.keepDaily = keepDaily
        options.keepWeekly = keepWeekly
        options.keepMonthly = keepMonthly
        options.keepYearly = keepYearly
        options.keepWithin = keepWithin?.seconds
        options.maxDeletes = maxDeletes
        return options
    }
}

extension WorkResult {
    fileprivate init(_ outcome: JobOutcome, _ kind: JobKind) {
        switch outcome {
        case .pruned(let result):
            self.init(
                status: result.isComplete ? .done : .warnings, sentence: result.sentence,
                output: result.plan.decisions.isEmpty ? [] : result.plan.table.lines,
                payload: result.payload(lines: .max))
        case .cancelled:
            self.init(status: .cancelled, sentence: outcome.sentence(of: kind), payload: outcome.result(of: kind))
        case .failed(let failure): self.init(status: .failed, sentence: failure.message, payload: failure.payload)
        case .completed, .verified, .fetched, .skipped: self.init(sentence: "", payload: outcome.result(of: kind))
        }
    }
}

extension RetentionPlan {
    fileprivate var table: TextTable {
        var table = TextTable([
            ("ACTION", .left), ("DATE", .left), ("SIZE", .right), ("SERIES", .left), ("REASON", .left), ("NAME", .left),
        ])
        for decision in decisions {
            table.add([
                decision.verdict.action, decision.entry.date.localText, String(bytes: decision.entry.size),
                decision.entry.series ?? "-",
                decision.verdict.reasons, decision.entry.name,
            ])
        }
        return table
    }
}
