import Pipe

/// Why frames cannot go where they shall.
enum FrameOutputError: Error, CustomStringConvertible {
    case missing(String)
    case noReader(String)
    case notPipe(String)
    case refused(String, SystemError)
    case terminal

    /// Whether it is the command line that is wrong.
    var isUsage: Bool {
        switch self {
        case .notPipe, .terminal: true
        case .missing, .noReader, .refused: false
        }
    }

    var description: String {
        switch self {
        case .missing(let path):
            "There is no named pipe \(path). Start the backup in DrivePipe first, or wait longer with --wait."
        case .noReader(let path): "Nobody reads the named pipe \(path). Start the backup in DrivePipe anew."
        case .notPipe(let path): "\(path) is no named pipe: frames would only spoil it."
        case .refused(let path, let error):
            "The named pipe \(path) cannot be opened: \(error). Run this as the user that DrivePipe runs as."
        case .terminal: "Frames are nothing to look at. Name a pipe with --to, or redirect the output."
        }
    }
}
