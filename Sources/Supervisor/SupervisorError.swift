import HTTP
import Pipe

/// Why Home Assistant's Supervisor did not do what it was asked.
package enum SupervisorError: ExplainedError, Equatable {
    /// There is no token, so there is no Supervisor that would listen.
    case noToken
    /// It did not answer.
    case unreachable(HTTPError)

    /// Stable, for machines.
    package var code: String {
        switch self {
        case .noToken: "supervisor_missing"
        case .unreachable: "supervisor_unreachable"
        }
    }

    package var description: String {
        switch self {
        case .noToken:
            "There is no Supervisor here: SUPERVISOR_TOKEN is not set. Run DrivePipe as an app of Home Assistant OS, or "
                + "set supervisor.token."
        case .unreachable(let error): "The Supervisor does not answer. \(error) It is tried again with the next backup."
        }
    }
}
