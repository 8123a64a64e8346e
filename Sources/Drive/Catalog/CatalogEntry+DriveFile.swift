import Catalog
import FoundationEssentials

extension CatalogEntry {
    /// Nil for a folder and for what lies in the trash. What is missing or makes no sense in the notes is taken for what
    /// does least harm.
    package init?(_ file: DriveFile) {
        guard file.mimeType != DriveFile.folderType, file.trashed != true else { return nil }
        let notes = file.appProperties?[DriveClient.mark] == "backup" ? file.appProperties ?? [:] : [:]
        self.init(
            id: file.id, name: notes[BackupMark.Key.name] ?? file.name ?? file.id,
            instance: notes[DriveClient.instanceKey],
            slug: notes[BackupMark.Key.slug],
            date: Self.date(notes[BackupMark.Key.date], made: file.created),
            size: max(0, file.size ?? 0), kind: notes[BackupMark.Key.kind].flatMap(Kind.init) ?? .full,
            series: notes[BackupMark.Key.series], isPinned: notes[BackupMark.Key.pinned].map { $0 != "0" } ?? false,
            note: notes[BackupMark.Key.note],
            trust: Trust(notes, md5: file.md5Checksum), md5: file.md5Checksum)
        sentMD5 = notes[BackupMark.Key.md5]
    }

    /// A backup begins before its file is made, by Google's clock: a date that lies a day or more after that comes from
    /// a clock that was wrong, and would make all others old.
    private static func date(_ text: String?, made: Date?) -> Date {
        guard let noted = text.flatMap(Date.init(rfc3339:)) else { return made ?? Date(timeIntervalSince1970: 0) }
        guard let made, noted >= made.addingTimeInterval(86_400) else { return noted }
        return made
    }
}

extension CatalogEntry.Trust {
    /// - Parameter md5: what Google says the file has now.
    fileprivate init(_ notes: [String: String], md5: String?) {
        let noted = notes[BackupMark.Key.md5]?.lowercased()
        let isOther = noted != nil && md5 != nil && noted != md5?.lowercased()
        switch notes[BackupMark.Key.verified] {
        case "failed": self = .damaged
        case _ where isOther: self = .damaged
        case nil: self = .verified
        case let text?: self = (try? Date(text, strategy: .iso8601)) == nil ? .unconfirmed : .verified
        }
    }
}
