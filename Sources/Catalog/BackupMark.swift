/// What DrivePipe notes of a backup wherever it keeps it: everything that the catalog and retention go by. The name of a
/// file means nothing.
package struct BackupMark: Sendable, Equatable {
    package var instance: String
    /// Home Assistant's id of the backup; of what is no backup of Home Assistant's, made in the same way.
    package var slug: String
    /// As people know it; the file's name has more in it.
    package var name: String?
    /// When it began, as its manifest writes it.
    package var date: String
    package var kind: CatalogEntry.Kind
    /// Which of several rows of backups it belongs to, each with a retention of its own; nil for Home Assistant's.
    package var series: String?
    package var isPinned = false
    package var note: String?

    package init(instance: String, slug: String, date: String, kind: CatalogEntry.Kind) {
        self.instance = instance
        self.slug = slug
        self.date = date
        self.kind = kind
    }
}
