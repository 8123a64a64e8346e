import Backup
import Catalog

/// How a backup is called and marked where it is kept.
package struct BackupLabel: Sendable {
    /// Of the file, ending included.
    package var fileName: String
    /// Retention and the catalogue go by the mark, never by the name.
    package var mark: BackupMark

    package init(fileName: String, mark: BackupMark) {
        self.fileName = fileName
        self.mark = mark
    }
}

extension BackupLabel {
    /// Of a backup that our own archiver makes.
    init(_ request: BackupRequest, isPinned: Bool) {
        let date = Manifest.isoDate(request.date)
        mark = BackupMark(
            instance: request.instance, slug: Manifest.slug(name: request.name.text, date: date), date: date,
            kind: request.isPartial ? .partial : .full)
        mark.name = request.name.text
        mark.isPinned = isPinned
        fileName = request.name.fileName
    }
}
