/// The folders beside the configuration that Home Assistant's backups know, and no others: an unknown name in a
/// manifest makes Core's list of backups fail.
package enum BackupFolder: String, Sendable, CaseIterable {
    case share
    case ssl
    case media
    case localApps = "addons_local"

    /// How `backup.json` names it.
    package var manifestName: String {
        self == .localApps ? "addons/local" : rawValue
    }
}
