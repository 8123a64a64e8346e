import Pipe

/// Why the backup that was asked for cannot be opened, or may not be touched.
package enum TargetError: ExplainedError, Equatable {
    /// The destination holds none of this instance.
    case noBackup
    case unknown
    /// A path where only the destination is meant.
    case notStored(String)
    /// The file on this machine cannot be read, and why.
    case unreadable(String, String)
    /// Another instance or another program made it; its name.
    case foreign(String)
    /// It is pinned; its name.
    case pinned(String)
    /// It is the newest good one; its name.
    case newestGood(String)
    /// What was the newest good one a moment ago is gone, so that no plan holds.
    case newestGoodGone

    /// Stable, for machines.
    package var code: String {
        switch self {
        case .noBackup: "no_backup"
        case .unknown, .notStored: "unknown_target"
        case .unreadable: "file_unreadable"
        case .foreign: "foreign_backup"
        case .pinned: "backup_pinned"
        case .newestGood: "newest_good_backup"
        case .newestGoodGone: "newest_good_gone"
        }
    }

    package var description: String {
        switch self {
        case .noBackup: "There is no backup of this instance yet. Make one first."
        case .unknown: "There is no backup of that id. Check it, or take latest."
        case .notStored(let path):
            "\(path) is a file on this machine, not a backup at the destination. Give an id, or latest."
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)."
        case .foreign(let name):
            "\(name) was not made by this instance and is left alone. Change it where it lies, or with the instance "
                + "that made it."
        case .pinned(let name): "\(name) is pinned. Unpin it first, or force its deletion."
        case .newestGood(let name):
            "\(name) is the newest good backup. Make a newer one first, or force its deletion."
        case .newestGoodGone:
            "The newest good backup has just gone. Nothing was deleted. Try again later."
        }
    }
}
