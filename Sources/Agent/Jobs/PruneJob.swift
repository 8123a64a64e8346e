import Catalog
import Drive
import FoundationEssentials
import Logging
import Pipe

/// Carries out the rules of retention in Drive.
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
        let catalog = try client.catalog(of: configuration.mqtt.node)
        let plan = RetentionPlan(
            for: catalog, options.policy(from: configuration.retention.policy), calendar: .local)
        var result = PruneResult(isDryRun: options.isDryRun, plan: plan, deleted: [])
        for entry in plan.deletions {
            do throws(DriveError) {
                if !options.isDryRun { try client.delete(entry.id) }
                result.deleted.append(entry)
            } catch {
                result.failures.append(.init(entry: entry, problem: JobFailure(error)))
            }
        }
        return result
    }
}
