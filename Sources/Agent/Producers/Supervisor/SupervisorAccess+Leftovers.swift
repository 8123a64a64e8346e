import Logging
import Pipe
import Supervisor

extension SupervisorAccess {
    /// Seconds between two looks while a backup is under way, which may be one that a crash has left to itself.
    private static let pause = 60.0

    /// Removes what earlier processes of this agent have left with the Supervisor. Returns when there is nothing left, or
    /// when `leaving` is requested.
    func removeLeftovers(until leaving: Cancellation) {
        do {
            let client = try client(leaving)
            repeat {
                try removeLeftovers(client)
            } while try client.system().isFrozen && leaving.sleep(seconds: Self.pause)
        } catch {
            guard !leaving.isRequested else { return }
            log.info("Whether old backups of the apps were left with the Supervisor cannot be said. \(error)")
        }
    }

    private func removeLeftovers(_ client: SupervisorClient) throws(SupervisorError) {
        let marks = TemporaryBackup(instance: instance)
        for candidate in try client.backups() where marks.mayBe(candidate) {
            // Only there stands who made it.
            guard marks.isLeftover(try client.backup(candidate.slug)) else { continue }
            try client.remove(candidate.slug)
            log.notice("\(candidate.name) was left with the Supervisor by an earlier run, and is deleted.")
        }
    }
}
