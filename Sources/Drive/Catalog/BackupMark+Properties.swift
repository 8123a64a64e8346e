import Catalog

/// In Google Drive a mark is the `appProperties` of the file, which only this OAuth client sees: `drivepipe`=`backup`,
/// `instance`, `slug`, `name` and `date` (of the manifest), `kind`, `series`, `pinned`=`1`, `note`, `verified` (`no`, an
/// RFC 3339 time, or `failed`), `md5` (of what was sent). Files of versions that knew no `verified` have none: those
/// deleted at once what was not as they had sent it.
extension BackupMark {
    /// For a file that is about to be made and that nobody has confirmed yet.
    package var properties: [String: String] {
        var properties = [
            DriveClient.mark: "backup", DriveClient.instanceKey: instance, Key.slug: slug, Key.date: date,
            Key.kind: kind.rawValue, Key.verified: "no",
        ]
        if isPinned { properties[Key.pinned] = "1" }
        if let name, !name.isEmpty { properties[Key.name] = name }
        if let series { properties[Key.series] = series }
        if let note, !note.isEmpty { properties[Key.note] = note }
        return Dictionary(uniqueKeysWithValues: properties.map { ($0.key, Self.cut($0.value, for: $0.key)) })
    }

    enum Key {
        static let slug = "slug"
        static let name = "name"
        static let date = "date"
        static let kind = "kind"
        static let series = "series"
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
