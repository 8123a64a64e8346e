import Pipe

/// Why a backup could not be brought into a folder.
package enum FetchError: ExplainedError, Equatable {
    /// No folder is allowed.
    case forbidden
    case exists(String)
    case notWritable(String, SystemError)
    case noSpace(String, needed: Int64, free: Int64)
    case corrupt(String)

    package var code: String {
        switch self {
        case .forbidden: "forbidden_path"
        case .exists: "exists"
        case .notWritable: "target_unusable"
        case .noSpace: "disk_full"
        case .corrupt: "archive_checksum_mismatch"
        }
    }

    package var description: String {
        switch self {
        case .forbidden: "No folder is allowed to be fetched to. Set fetch_dir in the configuration."
        case .exists(let path): "\(path) exists. Take another name, or let it be overwritten."
        case .notWritable(let folder, let error): "The backup cannot be written into \(folder): \(error)."
        case .noSpace(let folder, let needed, let free):
            "\(folder) has \(free) bytes free, and the backup has \(needed). Make room or take another folder."
        case .corrupt(let name):
            "\(name) came with another checksum than is noted of it. Try again; verify it if it stays so."
        }
    }
}
