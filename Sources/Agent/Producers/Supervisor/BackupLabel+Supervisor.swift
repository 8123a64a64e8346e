import Backup
import Catalog
import FoundationEssentials
import Supervisor

extension BackupLabel {
    /// Of a backup that the Supervisor has made: by what it says itself.
    init(_ backup: SupervisorBackup, instance: String, isPinned: Bool) {
        mark = BackupMark(
            instance: instance, slug: backup.slug, date: backup.date, kind: backup.isPartial ? .partial : .full)
        mark.name = backup.name
        mark.isPinned = isPinned
        let date = Date(payloadText: backup.date) ?? Date()
        fileName = BackupName(template: backup.name.isEmpty ? backup.slug : backup.name, date: date).fileName
    }
}
