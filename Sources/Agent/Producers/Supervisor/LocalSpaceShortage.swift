import JSON
import Pipe

/// The Supervisor's disk has too little room for the backup that it would have to make.
struct LocalSpaceShortage: ExplainedError, Equatable {
    /// Bytes: of the backup, and what has to stay free beside it.
    let needed: Int64
    /// Bytes.
    let free: Int64

    var code: String { "supervisor_no_space" }

    var description: String {
        "The Supervisor's disk has \(String(bytes: free)) free, and its backup needs \(String(bytes: needed)). Free some, or "
            + "set supervisor.mode: direct, which needs none."
    }

    /// The numbers, for replies and events.
    var payload: [String: JSON] { ["needed_bytes": .integer(needed), "free_bytes": .integer(free)] }
}
