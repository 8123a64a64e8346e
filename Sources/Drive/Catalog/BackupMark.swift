import Catalog
import FoundationEssentials

/// What DrivePipe notes in `appProperties` of a backup file: everything that the catalog and retention go by.
///
/// Only this OAuth client sees the notes. `drivepipe`=`backup`, `instance`, `slug`, `name` and `date` (of the manifest), `kind`,
/// `pinned`=`1`, `note`, `verified` (`no`, an RFC 3339 time, or `failed`), `md5` (of what was sent). Files of versions
/// that knew no `verified` have none: those deleted at once what was not as they had sent it.
package struct BackupMark: Sendable, Equatable {
    package var instance: String
    /// Home Assistant's id of the backup.
    package var slug: String
    /// As people know it; the file's name has more in it.
    package var name: String?
    /// When it began, as its manifest writes it.
    package var date: String
    package var kind: CatalogEntry.Kind
    package var isPinned = false
    package var note: String?

    package init(instance: String, slug: String, date: String, kind: CatalogEntry.Kind) {
        self.instance = instance
        self.slug = slug
        self.date = date
        self.kind = kind
    }

    /// For a file that is about to be made and that nobody has confirmed yet.
    package var properties: [String: String] {
        var properties = [
            DriveClient.mark: "backup", DriveClient.instanceKey: instance, Key.slug: slug, Key.date: date,
            Key.kind: kind.rawValue, Key.verified: "no",
        ]
        if isPinned { properties[Key.pinned] = "1" }
        if let name, !name.isEmpty { properties[Key.name] = name }
        if let note, !note.isEmpty { properties[Key.note] = note }
        return Dictionary(uniqueKeysWithValues: properties.map { ($0.key, Self.cut($0.value, for: $0.key)) })
    }

    enum Key {
        static let slug = "slug"
        static let name = "name"
        static let date = "date"
        static let kind = "kind"
        static let pinned = "pinned"
        static let note = "note"
        static let verified = "verified"
        static let md5 = "md5"
    }

    /// As much of a value as Google takes beside its key, which is 124 bytes of UTF-8 for both; whole characters.
    static func cut(_ value: String, for key: String) -> String {
        var bytes = key.utf8.count
        let characters = value.prefix { character in
            bytes += character.utf8.count
            return bytes <= 124
        }
        return String(characters)
    }
}
