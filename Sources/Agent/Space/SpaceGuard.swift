import Archive
import Catalog
import Drive
import FoundationEssentials
import Logging
import Pipe
import Synchronization

/// Keeps one job from filling the destination in vain: asks before the first byte, and every few minutes of the upload.
final class SpaceGuard: Sendable {
    private let configuration: Configuration
    private let destination: any Destination
    private let cancellation: Cancellation
    private let log: Logger
    private let arrived: @Sendable () -> Int64
    private let known = Mutex<(forecast: SizeForecast?, freed: FreedSpace)>((nil, FreedSpace()))

    /// - Parameter arrived: bytes of the backup that are at the destination by now.
    init(
        _ configuration: Configuration, _ destination: any Destination, _ cancellation: Cancellation, _ log: Logger,
        arrived: @escaping @Sendable () -> Int64
    ) {
        self.configuration = configuration
        self.destination = destination
        self.cancellation = cancellation
        self.log = log
        self.arrived = arrived
    }

    /// Returns when the backup may begin, having made room if need be. Blocks.
    /// - Throws: `SpaceShortage`; the destination's error when the backups that could make room cannot be listed, and
    ///   `TargetError.newestGoodGone` when they must not go.
    func admit(_ forecast: SizeForecast) throws {
        let admission = Admission(
            quota: { self.quota(self.cancellation) },
            plan: configuration.retention.deleteBefore ? { try self.plan() } : nil,
            delete: {
                try self.destination.store(self.cancellation).deleteUnchanged($0, of: self.destination.instance)
            },
            log: log)
        let freed: FreedSpace
        do {
            freed = try admission.admit(forecast, afterFreeing: known.withLock { $0.freed })
        } catch let shortage as SpaceShortage {
            throw named(shortage)
        }
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
        return named(shortage)
    }

    /// The same, saying where the room is wanting.
    private func named(_ shortage: SpaceShortage) -> SpaceShortage {
        var shortage = shortage
        shortage.place = destination is DriveAccount ? nil : destination.name
        return shortage
    }

    /// Nil when nobody says, which never fails a job.
    private func quota(_ cancellation: Cancellation, patience: Double? = nil) -> StorageQuota? {
        do {
            // In this order: what arrives in between shall not count as room.
            let arrived = destination is DriveAccount ? 0 : arrived()
            var quota = try destination.store(cancellation).quota(patience: patience)
            // A disk counts what has been written, which the backup needs no more; Google counts whole files alone.
            quota.usage = max(0, quota.usage.saturatingSum(-max(0, arrived)))
            return quota
        } catch {
            if !cancellation.isRequested { log.info("How full \(destination.name) is cannot be said. \(error)") }
            return nil
        }
    }

    private func plan() throws -> RetentionPlan {
        let store = try destination.store(cancellation)
        let plan = RetentionPlan(
            for: try store.catalog(of: destination.instance), configuration.retention.policy, incoming: Date(),
            calendar: .local)
        if !plan.deletions.isEmpty { try store.requireNewestGood(of: plan) }
        return plan
    }
}
