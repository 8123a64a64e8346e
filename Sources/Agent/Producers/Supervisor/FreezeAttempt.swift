import Backup
import Pipe
import Supervisor
import Synchronization

/// Home Assistant held still while its configuration is read, if the Supervisor lets us. Ended at the latest when nobody
/// holds it any more.
///
/// It lasts no longer than it must: databases are read in transactions of their own, so that a backup is sound without it
/// too; what it adds is that Home Assistant and the apps have put down what they had in hand.
final class FreezeAttempt: Sendable {
    private let freeze: Freeze?
    private let told: Mutex<[BackupNotice]>

    /// Returns when the system is still, or will not be: that is a warning, never the end of a backup.
    /// - Throws: `SupervisorError.cancelled`.
    init(_ supervisor: SupervisorAccess, _ cancellation: Cancellation) throws(SupervisorError) {
        do throws(SupervisorError) {
            freeze = try Freeze(
                by: supervisor.client(cancellation), timeout: supervisor.configuration.freezeTimeout)
            told = Mutex([])
        } catch {
            if case .cancelled = error { throw error }
            freeze = nil
            told = Mutex([
                .supervisor(.warning, "Home Assistant was not held still while its configuration was read. \(error)")
            ])
        }
    }

    /// Lets everything go on. Further calls do nothing.
    func end() {
        guard let freeze else { return }
        let end = freeze.end()
        told.withLock { if $0.isEmpty, let notice = BackupNotice(end) { $0 = [notice] } }
    }

    var notices: [BackupNotice] { told.withLock { $0 } }
}

extension BackupNotice {
    /// What concerns no file, but the Supervisor's part in a backup.
    static func supervisor(_ severity: Severity, _ reason: String) -> BackupNotice {
        BackupNotice(severity: severity, path: "Supervisor", reason: reason)
    }

    /// Nil for an end that is as it should be.
    fileprivate init?(_ end: Freeze.End) {
        switch end {
        case .thawed: return nil
        case .over:
            self = .supervisor(
                .note,
                "Home Assistant went on before its configuration was read to its end: supervisor.freeze_timeout was over. "
                    + "The databases are as they were when the backup began.")
        case .lost(let error):
            self = .supervisor(
                .warning,
                "Home Assistant could not be told to go on; it does by itself after supervisor.freeze_timeout. \(error)"
            )
        }
    }
}
