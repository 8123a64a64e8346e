import Catalog
import Drive
import FoundationEssentials
import Logging
import Pipe

/// Carries out the rules of retention in Drive: real deletions, since the trash counts as used space.
///
/// A listing may lag behind, so each file is looked at once more right before its deletion, and nothing is deleted
/// unless the newest good backup is still there.
package struct PruneJob: Sendable {
    private let options: PruneOptions
    private let configuration: Configuration
    private let account: DriveAccount
    private let cancellation: Cancellation
    private let log: Logger

    package init(
        _ options: PruneOptions, configuration: Configuration, account: DriveAccount, cancellation: Cancellation,
        log: Logger
    ) {
        self.options = options
        self.configuration = configuration
        self.account = account
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

    private func prune() throws -> PruneResult {
        let client = try account.client(cancellation)
        let plan = RetentionPlan(
            for: try client.catalog(of: account.instance), options.policy(from: configuration.retention.policy),
            incoming: options.incoming, calendar: .local)
        guard !options.isDryRun, !plan.deletions.isEmpty else {
            return PruneResult(isDryRun: options.isDryRun, plan: plan, deleted: plan.deletions)
        }
        try client.requireNewestGood(of: plan)
        return try carryOut(plan, client)
    }

    private func carryOut(_ plan: RetentionPlan, _ client: DriveClient) throws -> PruneResult {
        var result = PruneResult(isDryRun: false, plan: plan, deleted: [])
        for entry in plan.deletions {
            try cancellation.check()
            do {
                if try client.deleteUnchanged(entry, of: account.instance) {
                    result.deleted.append(entry)
                    log.info("deleted \(entry.name)", metadata: ["id": "\(entry.id)"])
                } else {
                    result.spared.append(entry)
                    log.info("\(entry.name) has changed since it was listed and stays", metadata: ["id": "\(entry.id)"])
                }
            } catch DriveError.cancelled {
                throw DriveError.cancelled
            } catch {
                result.failures.append(.init(entry: entry, problem: JobFailure(error)))
                log.warning("\(entry.name) could not be deleted: \(error)", metadata: ["id": "\(entry.id)"])
            }
        }
        return result
    }
}
