/// How far a backup is, told by its writer.
package enum BackupProgress: Sendable, Equatable {
    /// The source was read through: so many entries and bytes of tar are to be packed.
    case planned(entries: Int, tarBytes: Int64)
    /// The file that is packed now.
    case item(String)
    /// What the whole archive is expected to have, as far as that can be said.
    case expected(archiveBytes: Int64)
}
