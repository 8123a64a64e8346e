/// What a restore has put into its folder.
package struct RestoreSummary: Sendable {
    package var files = 0
    package var directories = 0
    package var links = 0
    /// Content of the files.
    package var bytes: Int64 = 0
    /// Entries that were asked for and not restored, special files aside. Each has its notice, or had while there was room.
    package var refused = 0
    package var notices = BackupNotices()

    package init() {}

    mutating func refuse(_ path: [UInt8], _ refusal: EntryRefusal) {
        if refusal.severity == .warning { refused += 1 }
        note(refusal.severity, path, refusal.description)
    }

    /// Names come from outside, and one may be as long as a book.
    mutating func note(_ severity: BackupNotice.Severity, _ path: [UInt8], _ reason: String) {
        notices.add(severity, path.count > 400 ? path.prefix(400) + Array("...".utf8) : path, reason)
    }
}
