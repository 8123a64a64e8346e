/// Why there is no named pipe.
package enum NamedPipeError: ExplainedError {
    case folderMissing(String, SystemError)
    /// With what is wrong with it.
    case folderUnsafe(String, String)
    /// Something is there already under the name, which is not ours to remove.
    case inTheWay(String)
    case failed(String, SystemError)

    package var code: String {
        switch self {
        case .folderMissing: "pipe_dir_missing"
        case .folderUnsafe: "pipe_dir_unsafe"
        case .inTheWay: "pipe_in_the_way"
        case .failed: "pipe_failed"
        }
    }

    package var description: String {
        switch self {
        case .folderMissing(let path, let error):
            "The folder for named pipes, \(path), cannot be opened: \(error). Make it, or correct pipe_dir."
        case .folderUnsafe(let path, let fault):
            """
            The folder for named pipes, \(path), is not safe: \(fault). Give it to the user that DrivePipe runs as, and \
            take the right to write from all others (chmod o-w).
            """
        case .inTheWay(let path):
            "There is something at \(path) that DrivePipe did not make, or another backup uses it. Remove or rename it."
        case .failed(let path, let error):
            "The named pipe \(path) cannot be made: \(error)."
        }
    }
}
