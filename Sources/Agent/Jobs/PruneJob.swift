import Catalog
import FoundationEssentials
import Logging
import Pipe

/// Carries out the rules of retention: real deletions, since a trash counts as used space.
///
/// A listing may lag behind, so each file is looked at once more right before its deletion, and nothing is deleted
/// unless the newest good backup is still there.
package struct PruneJob: Sendable {
    private let options: PruneOptions
    private let configuration: Configuration
    private let destination: any Destination
    private let cancellation: Cancellation
    private let log: Logger

    package init(
        _ options: PruneOptions, configuration: Configuration, destination: any Destination, cancellation: Cancellation,
        log: Logger
    ) {
        self.options = options
        self.configuration = configuration
        self.destination = destination
        self.cancellation = cancellation
        self.log = log
    }

    /// Runs to the end; never throws, since each end is an outcome that somebody waits for.
    package func run() async -> JobOutcome {
        do {
            return .pruned(try await Thread.run { [self] in try prune() })
        } catch {
            return JobOutcome(failing: error, cancellation)
        }
    }

    /// Blocks.
    func prune() throws -> PruneResult {
        let store = try destination.store(cancellation)
        let plan = RetentionPlan(
            for: try store.catalog(of: destination.instance), options.policy(from: configuration.retention.policy),
            incoming: options.incoming, calendar: .local)
        guard !options.isDryRun, !plan.deletions.isEmpty else {
            return PruneResult(isDryRun: options.isDryRun, plan: plan, deleted: plan.deletions)
        }
        try store.requireNewestGood(of: plan)
        return try carryOut(plan, store)
    }

    private func carryOut(_ plan: RetentionPlan, _ store: any BackupStore) throws -> PruneResult {
        var result = PruneResult(isDryRun: false, plan: plan, deleted: [])
        for entry in plan.deletions {
            try cancellation.check()
            do {
                if try store.deleteUnchanged(entry, of: destination.instance) {
                    result.deleted.append(entry)
                    log.info("deleted \(entry.name)", metadata: ["id": "\(entry.id)"])
                } else {
                    result.spared.append(entry)
                    log.info("\(entry.name) has changed since it was listed and stays", metadata: ["id": "\(entry.id)"])
                }
            } catch  where cancellation.isRequested {
                throw error
            } catch {
                result.failures.append(.init(entry: entry, problem: JobFailure(error)))
                log.warning("\(entry.name) could not be deleted: \(error)", metadata: ["id": "\(entry.id)"])
            }
        }
        return result
    }
}
