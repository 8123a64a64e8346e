import Backup
import FoundationEssentials
import Logging
import Pipe
import Supervisor

// The Supervisor makes a backup on its disk.
extension SupervisorAccess {
    /// A backup that is there, and what it lacks.
    struct Made {
        let backup: SupervisorBackup
        let notices: [BackupNotice]
    }

    /// Asks for a backup, and waits for it.
    /// - Parameter isBegun: told the id of the Supervisor's job as soon as there is one, which nobody can stop any more.
    /// - Throws: `SupervisorError`.
    func make(
        _ order: NewSupervisorBackup, _ production: Production, isBegun: (String) -> Void
    ) throws(SupervisorError) -> Made {
        let client = try client(production.cancellation)
        let job = try client.begin(order)
        isBegun(job)
        let done = try client.waitForBackup(job) { production.report(.waiting(for: $0.sentence)) }
        guard let slug = done.reference else { throw .unexpectedAnswer("It does not name the backup that it made.") }
        return Made(
            backup: try client.backup(slug),
            notices: done.childErrors.map { .supervisor(.warning, "Something is not in its backup: \($0)") })
    }

    /// Removes a backup of ours, now or, where that cannot be, as soon as the Supervisor listens.
    func removeInTheEnd(_ slug: String) {
        do {
            try hastyClient().remove(slug)
        } catch {
            log.info("The Supervisor's backup \(slug) will be deleted later. \(error)")
            Thread.start {
                do {
                    try patientClient().remove(slug)
                } catch {
                    log.warning("The Supervisor's backup \(slug) could not be deleted. \(error)")
                }
            }
        }
    }
}

extension SupervisorJob {
    /// What it is at, for people.
    fileprivate var sentence: String {
        let now = current
        let words = [now.stage ?? now.name, now.reference].compactMap { $0 }.joined(separator: " ")
        return "Supervisor: \(words.replacing("_", with: " "))".cut(toBytes: 200)
    }
}
