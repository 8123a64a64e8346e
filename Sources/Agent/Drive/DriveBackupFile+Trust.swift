import Backup
import Catalog
import Drive

extension DriveBackupFile {
    /// Notes in Drive whether the backup is good, when it is our own and every byte of it was looked at. One that stayed
    /// locked and shows no damage keeps the note that it has.
    /// - Throws: `DriveError`.
    func note(_ report: VerificationReport) throws {
        guard report.depth == .full, CatalogEntry(file)?.instance == account.instance else { return }
        let client = try account.client(cancellation)
        if report.provesDamage {
            try client.markDamaged(file.id)
        } else if report.isGood, report.contentsChecked {
            try client.confirm(file.id, md5: file.md5Checksum)
        }
    }
}

extension VerificationReport {
    /// That a backup cannot be looked into with this password or by this version says nothing of the backup; nor do bytes
    /// that are others than Google has, which this machine or the way to it has changed.
    fileprivate var provesDamage: Bool {
        guard isAsStored == true else { return false }
        let inconclusive = ["password_needed", "wrong_password", "archive_unsupported", "too_many_members"]
        return problems.contains { !$0.isWarning && !inconclusive.contains($0.code) }
    }
}
