import JSON
import Pipe
import Synchronization

// What a test can see and do besides the API.
extension SupervisorSimulator {
    package func add(_ fault: SupervisorFault) { faults.add(fault) }

    /// What goes wrong with the backups that begin from now on.
    package func set(_ trouble: BackupTrouble) { system.withLock { $0.trouble = trouble } }

    /// All requests so far, oldest first.
    package var requests: [RecordedRequest] { log.withLock { $0 } }

    package var backups: [StoredBackup] { system.withLock { $0.backups } }

    /// Whether a backup or a freeze is under way.
    package var isFrozen: Bool { system.withLock { $0.state(at: secondsNow()) == "freeze" } }

    /// How many freezes were ended by a request, and how many by their time-out.
    package var thaws: (asked: Int, timedOut: Int) {
        system.withLock { system in
            _ = system.state(at: secondsNow())
            return (system.thaws.count { $0 == .asked }, system.thaws.count { $0 == .timedOut })
        }
    }

    /// Makes a backup at once, as somebody in the browser would.
    /// - Parameter body: as of `POST /backups/new/full` or, unless it is full, `.../partial`.
    package func makeBackup(_ body: JSON, isFull: Bool = false) throws -> StoredBackup? {
        let run = try begin(BackupOrder(body, isFull: isFull))
        run.perform()
        return system.withLock { system in system.backups.first { $0.slug == run.slug } }
    }

    /// A restart: the jobs are forgotten, and the backups read anew.
    package func restart() {
        system.withLock { $0.jobs.removeAll() }
        reload()
    }

    /// While it is not ready it refuses everything.
    package func setReady(_ isReady: Bool) { system.withLock { $0.isReady = isReady } }
}
