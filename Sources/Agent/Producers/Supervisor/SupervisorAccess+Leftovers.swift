import Logging
import Pipe
import Supervisor

extension SupervisorAccess {
    /// Seconds between two looks while a backup is under way, which may be one that is left to itself.
    private static let pause = 60.0

    /// Removes what earlier processes of this agent have left with the Supervisor. Returns when there is nothing left, or
    /// when `leaving` is requested.
    func removeLeftovers(until leaving: Cancellation) {
        let marks = TemporaryBackup(instance: instance)
        do {
            try removeLeftovers(client(leaving)) { marks.isLeftover($0) }
        } catch {
            guard !leaving.isRequested else { return }
            log.info("Whether old backups of the apps were left with the Supervisor cannot be said. \(error)")
        }
    }

    /// Waits in the background for a backup that nobody wants any more, and removes it.
    /// - Parameters:
    ///   - job: the Supervisor's; nil when its answer was lost, so that only the backup tells.
    ///   - id: of the job that it was made for.
    func abandon(job: String?, of id: String) {
        log.notice("The Supervisor cannot stop its backup of the apps. It is deleted as soon as it is done.")
        Thread.start {
            let marks = TemporaryBackup(instance: instance)
            do {
                let client = try patientClient()
                // It may have been restarted, or the job be over: whatever this says, the list tells what there is.
                if let job {
                    _ = try? client.waitForBackup(job)
                } else {
                    // What was just asked for may not have begun.
                    _ = client.cancellation.sleep(seconds: pause(of: client))
                }
                try removeLeftovers(client) { marks.isOf(jobID: id, $0) }
            } catch {
                log.warning("Whether a backup of the apps was left with the Supervisor cannot be said. \(error)")
            }
        }
    }

    /// Looks again as long as the Supervisor is at a backup, which may be the one.
    private func removeLeftovers(
        _ client: SupervisorClient, where isLeft: (SupervisorBackup) -> Bool
    ) throws(SupervisorError) {
        repeat {
            // In this order: one that ends between the two is seen by the next look.
            let mayCome = try client.system().isFrozen
            try removeThose(client, where: isLeft)
            if !mayCome { return }
        } while client.cancellation.sleep(seconds: pause(of: client))
    }

    /// Seconds between two looks, of which a job is followed much closer.
    private func pause(of client: SupervisorClient) -> Double { min(Self.pause, client.settings.pollPause * 30) }

    private func removeThose(
        _ client: SupervisorClient, where isLeft: (SupervisorBackup) -> Bool
    ) throws(SupervisorError) {
        let marks = TemporaryBackup(instance: instance)
        for candidate in try client.backups() where marks.mayBe(candidate) {
            // Only there stands who made it. Others may remove theirs meanwhile.
            guard let backup = try client.backupIfThere(candidate.slug), isLeft(backup) else { continue }
            try client.remove(candidate.slug)
            log.notice("\(candidate.name) was left with the Supervisor, and is deleted.")
        }
    }
}

extension SupervisorClient {
    /// Nil when there is none of this slug.
    fileprivate func backupIfThere(_ slug: String) throws(SupervisorError) -> SupervisorBackup? {
        do throws(SupervisorError) {
            return try backup(slug)
        } catch {
            if case .backupMissing = error { return nil }
            throw error
        }
    }
}
