import Backup
import Catalog
import Pipe

extension Destination {
    /// Notes whether the backup is good, when it is our own and every byte of it was looked at. One that stayed locked and
    /// shows no damage keeps the note that it has. Blocks.
    /// - Throws: the destination's errors.
    func note(_ report: VerificationReport, on backup: StoredBackup, _ cancellation: Cancellation) throws {
        let entry = backup.entry
        guard report.depth == .full, entry.instance == instance else { return }
        if report.provesDamage {
            try store(cancellation).note(.damaged, on: entry.id)
        } else if report.isGood, report.contentsChecked {
            try store(cancellation).note(.confirmed(md5: entry.md5), on: entry.id)
        }
    }
}

extension VerificationReport {
    /// That a backup cannot be looked into with this password or by this version says nothing of the backup; nor do bytes
    /// that are others than the destination has, which this machine or the way to it has changed.
    fileprivate var provesDamage: Bool {
        guard isAsStored == true else { return false }
        let inconclusive = ["password_needed", "wrong_password", "archive_unsupported", "too_many_members"]
        return problems.contains { !$0.isWarning && !inconclusive.contains($0.code) }
    }
}
