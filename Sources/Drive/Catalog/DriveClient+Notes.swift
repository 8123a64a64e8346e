import Catalog
import FoundationEssentials

// What changes in the notes on a backup. Whoever calls these has seen that it is our own.
extension DriveClient {
    /// Notes that the bytes in Drive were found to be good.
    /// - Parameter md5: of those bytes; nil leaves an earlier note as it is.
    /// - Returns: the file as it is now.
    @discardableResult
    package func confirm(_ id: String, md5: String?, at date: Date = Date()) throws(DriveError) -> DriveFile {
        var notes: [String: String?] = [BackupMark.Key.verified: date.formatted(.iso8601)]
        if let md5 { notes[BackupMark.Key.md5] = BackupMark.cut(md5, for: BackupMark.Key.md5) }
        return try setAppProperties(notes, of: id)
    }

    /// Notes that the backup was found broken.
    @discardableResult
    package func markDamaged(_ id: String) throws(DriveError) -> DriveFile {
        try setAppProperties([BackupMark.Key.verified: "failed"], of: id)
    }

    /// From now on retention leaves it alone.
    /// - Parameter note: why; nil leaves an earlier one as it is, an empty one removes it.
    /// - Returns: the file as it is now.
    @discardableResult
    package func pin(_ id: String, note: String? = nil) throws(DriveError) -> DriveFile {
        var notes: [String: String?] = [BackupMark.Key.pinned: "1"]
        if let note {
            let text = BackupMark.cut(note, for: BackupMark.Key.note)
            notes.updateValue(text.isEmpty ? nil : text, forKey: BackupMark.Key.note)
        }
        return try setAppProperties(notes, of: id)
    }

    /// Hands it back to retention, and removes the note.
    @discardableResult
    package func unpin(_ id: String) throws(DriveError) -> DriveFile {
        try setAppProperties([BackupMark.Key.pinned: nil, BackupMark.Key.note: nil], of: id)
    }
}
