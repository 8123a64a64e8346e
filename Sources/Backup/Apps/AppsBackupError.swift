import Archive
import Pipe

/// Why the apps of a backup that the Supervisor made cannot go into ours.
package enum AppsBackupError: ExplainedError, Equatable {
    /// It is encrypted, packed in another way, or holds more than the apps that it was asked for.
    case unfit(reason: String)
    /// Its manifest names an app that is not in it.
    case memberMissing(app: String)
    /// A member is cut, or is not what it should be.
    case memberDamaged(name: String, ArchiveDamage)

    /// Stable, for machines.
    package var code: String {
        switch self {
        case .unfit: "apps_backup_unfit"
        case .memberMissing: "apps_member_missing"
        case .memberDamaged: "apps_member_damaged"
        }
    }

    package var description: String {
        switch self {
        case .unfit(let reason):
            "The Supervisor's backup of the apps cannot be used: \(reason). Start the backup again."
        case .memberMissing(let app):
            "The Supervisor's backup says that \(app) is in it, and it is not. Start the backup again."
        case .memberDamaged(let name, let damage):
            "In the Supervisor's backup of the apps \(name) is damaged. \(damage) Start the backup again."
        }
    }
}
