import Pipe

/// Why nothing that comes through a named pipe can be stored.
package enum PipeStreamError: ExplainedError, Equatable {
    /// The configuration has no folder for named pipes.
    case noFolder
    /// It ended well, and there was nothing in it.
    case empty

    package var code: String {
        switch self {
        case .noFolder: "pipe_dir_missing"
        case .empty: "pipe_empty"
        }
    }

    package var description: String {
        switch self {
        case .noFolder: "No named pipes are allowed here. Set pipe_dir in the configuration."
        case .empty:
            "The program that writes into the pipe said that it was done, and had written nothing. See why it had nothing "
                + "to say."
        }
    }
}
