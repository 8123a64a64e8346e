import Backup
import Catalog

extension BackupLabel {
    /// Of what comes through a named pipe and is stored as it is.
    init(_ order: PipeOrder, _ job: Job, instance: String) {
        let name = BackupName(template: job.name, date: job.startedAt)
        let date = Manifest.isoDate(job.startedAt)
        mark = BackupMark(
            instance: instance, slug: Manifest.slug(name: name.text, date: date), date: date, kind: .stream)
        mark.series = BackupOrigin.pipe(order).series
        mark.name = name.text
        mark.isPinned = job.isPinned
        let stem = name.fileName.hasSuffix(".tar") ? String(name.fileName.dropLast(4)) : name.fileName
        fileName = "\(stem).\(order.storedExtension)"
    }
}
