import Archive
import Pipe

/// Why a restore stopped. What was restored until then stays; of the entry it stopped at nothing is left behind.
package enum RestoreError: ExplainedError, Equatable {
    case targetNotAFolder(path: String)
    case targetUnusable(path: String, SystemError)
    /// Bytes.
    case noSpace(needed: Int64, free: Int64)
    case cannotWrite(path: String, SystemError)
    case cannotRead(SystemError)
    /// - Parameters:
    ///   - member: of the backup, such as `share.tar.gz`.
    ///   - entry: of that member; nil between two entries.
    case damaged(member: String, entry: String?, ArchiveDamage)

    /// Stable, for machines. Damage has the code of what is damaged.
    package var code: String {
        switch self {
        case .targetNotAFolder: "target_not_a_folder"
        case .targetUnusable: "target_unusable"
        case .noSpace: "disk_full"
        case .cannotWrite: "cannot_write"
        case .cannotRead: "cannot_read"
        case .damaged(_, _, let damage): damage.code
        }
    }

    package var description: String {
        switch self {
        case .targetNotAFolder(let path):
            "\(path) is not a folder. Name an existing folder, or a new one in an existing folder."
        case .targetUnusable(let path, let error):
            "The folder \(path) cannot be used (\(error)). Check that it exists and may be written to."
        case .noSpace(let needed, let free):
            "There is no room: \(needed) bytes are needed and \(free) are free. Make room, or restore elsewhere."
        case .cannotWrite(let path, let error):
            "\(path) cannot be written (\(error)). Check the disk and its permissions."
        case .cannotRead(let error):
            "The backup cannot be read (\(error)). Try again."
        case .damaged(let member, _, .passwordNeeded):
            "\(member) of the backup is encrypted. Set backup.password."
        case .damaged(let member, _, .wrongPassword):
            "The password does not open \(member) of the backup. Check backup.password."
        case .damaged(let member, let entry, let damage):
            "\(member) of the backup is damaged\(entry.map { " at \($0)" } ?? ""). \(damage)"
        }
    }
}
