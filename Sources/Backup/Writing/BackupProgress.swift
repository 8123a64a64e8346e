import Archive

/// How far a backup is, told by its writer.
package enum BackupProgress: Sendable, Equatable {
    /// The source was read through: so many entries and bytes of tar are to be packed.
    case planned(entries: Int, tarBytes: Int64)
    /// Home Assistant's configuration is in the archive, and all databases are held by transactions of their own: what
    /// is still to be read are files alone.
    case configurationWritten
    /// The file that is packed now.
    case item(String)
    /// Somebody else works for the backup, and on this.
    case waiting(for: String)
    /// What the whole archive will have, told before its first byte is written and whenever it is known better.
    case expected(SizeForecast)
}
