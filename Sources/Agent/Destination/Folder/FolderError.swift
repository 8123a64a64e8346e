import Glibc
import Pipe

/// Why a folder cannot keep backups, or give them. Paths are the user's own.
package enum FolderError: ExplainedError, Equatable {
    /// It is not there, as when the disk or the NAS that it lies on is not mounted.
    case missing(String)
    case unusable(String, SystemError)
    case full(String)
    /// Something else has the name that the backup was to get.
    case taken(String)
    /// Fewer or more bytes lie there than were written.
    case corrupt(String)

    package var code: String {
        switch self {
        case .missing: "destination_missing"
        case .unusable: "destination_unusable"
        case .full: "destination_full"
        case .taken: "exists"
        case .corrupt: "destination_corrupt"
        }
    }

    package var description: String {
        switch self {
        case .missing(let path):
            "The folder \(path) is not there. Mount what it lies on, or make it; DrivePipe never makes it by itself."
        case .unusable(let path, let error): "The folder \(path) cannot be used: \(error)."
        case .full(let path): "The folder \(path) has no room left. Delete something there, or keep fewer backups."
        case .taken(let path): "\(path) exists already and is left alone. Start the backup again."
        case .corrupt(let path):
            "\(path) has another size than was written. Check the disk, and start the backup again."
        }
    }

    /// Seconds after which it may be.
    static let pause = 900.0

    /// Whether it may be well again without anybody changing the configuration.
    var mayPass: Bool {
        switch self {
        case .missing, .unusable, .corrupt, .taken: true
        case .full: false
        }
    }

    /// - Parameter path: the folder in which it happened.
    init(_ error: SystemError, in path: String) {
        switch error.number {
        case ENOENT: self = .missing(path)
        case ENOSPC, EDQUOT, EFBIG: self = .full(path)
        default: self = .unusable(path, error)
        }
    }
}
