import Archive
import Catalog
import Drive
import FoundationEssentials
import Logging
import Pipe
import Synchronization

/// Keeps one job from filling Drive in vain: asks before the first byte, and every few minutes of the upload.
final class SpaceGuard: Sendable {
    private let configuration: Configuration
    private let account: DriveAccount
    private let cancellation: Cancellation
    private let log: Logger
    private let known = Mutex<(forecast: SizeForecast?, freed: FreedSpace)>((nil, FreedSpace()))

    init(_ configuration: Configuration, _ account: DriveAccount, _ cancellation: Cancellation, _ log: Logger) {
        self.configuration = configuration
        self.account = account
        self.cancellation = cancellation
        self.log = log
    }

    /// Returns when the backup may begin, having made room if need be. Blocks.
    /// - Throws: `SpaceShortage`; `DriveError` when the backups that could make room cannot be listed, and
    ///   `TargetError.newestGoodGone` when they must not go.
    func admit(_ forecast: SizeForecast) throws {
        let admission = Admission(
            quota: { self.quota(self.cancellation) },
            plan: configuration.retention.deleteBefore ? { try self.plan() } : nil,
            delete: { try self.account.client(self.cancellation).deleteUnchanged($0, of: self.account.instance) },
            log: log)
        let freed = try admission.admit(forecast, afterFreeing: known.withLock { $0.freed })
        known.withLock { $0.freed = freed }
    }

    /// What the archive will have, as far as is known now.
    func expect(_ forecast: SizeForecast) {
        known.withLock { $0.forecast = forecast }
    }

    /// Ends the pipe as soon as it is certain that the backup will not fit.
    /// - Returns: what ends the watch, as the job's cancellation does.
    func watch(_ pipe: Pipe) -> Cancellation {
        let end = Cancellation()
        cancellation.onRequest { end.request() }
        Thread.start { [self, weak pipe] in
            while end.sleep(seconds: configuration.drive.spaceInterval) {
                guard let shortage = shortage(end) else { continue }
                pipe?.abort(shortage)
                return
            }
        }
        return end
    }

    private func shortage(_ end: Cancellation) -> SpaceShortage? {
        let (forecast, freed) = known.withLock { $0 }
        guard let forecast, let quota = quota(end, patience: 0) else { return nil }
        let verdict = SpaceCheck.underWay(forecast).verdict(quota, freed: freed.uncounted(in: quota))
        guard case .doesNotFit(let shortage) = verdict else { return nil }
        return shortage
    }

    /// Nil when Google does not say, which never fails a job.
    private func quota(_ cancellation: Cancellation, patience: Double? = nil) -> StorageQuota? {
        do {
            return try account.client(cancellation).storageQuota(patience: patience)
        } catch .cancelled {
            return nil
        } catch {
            log.info("How full Drive is cannot be said. \(error.sentence)")
            return nil
        }
    }

    private func plan() throws -> RetentionPlan {
        let client = try account.client(cancellation)
        let plan = RetentionPlan(
            for: try client.catalog(of: account.instance), configuration.retention.policy, incoming: Date(),
            calendar: .local)
        if !plan.deletions.isEmpty { try client.requireNewestGood(of: plan) }
        return plan
    }
}
