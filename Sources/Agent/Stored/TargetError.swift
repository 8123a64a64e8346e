import Pipe

/// Why the backup that was asked for cannot be opened.
package enum TargetError: ExplainedError, Equatable {
    /// Drive holds none of this instance.
    case noBackup
    case unknown
    /// A path where only Drive is meant.
    case notInDrive(String)
    /// The file on this machine cannot be read, and why.
    case unreadable(String, String)

    /// Stable, for machines.
    package var code: String {
        switch self {
        case .noBackup: "no_backup"
        case .unknown, .notInDrive: "unknown_target"
        case .unreadable: "file_unreadable"
        }
    }

    package var description: String {
        switch self {
        case .noBackup: "There is no backup of this instance in Google Drive. Make one first."
        case .unknown: "There is no backup of that id in Google Drive. Check it, or take latest."
        case .notInDrive(let path): "\(path) is a file on this machine, not a backup in Google Drive."
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)."
        }
    }
}
