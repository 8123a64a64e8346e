/// The word in the state topic that says what the agent is doing.
package enum AgentStatus: String, Sendable {
    /// A backup is due and waits for its time: the end of a blackout, of another job, the next try.
    case waiting
    /// Nothing can be done until somebody signs in.
    case blocked
    case idle, preparing, streaming, finalizing, verifying, pruning, restoring, fetching, cancelling

    init(_ phase: JobPhase) {
        switch phase {
        case .preparing: self = .preparing
        case .streaming: self = .streaming
        case .finalizing: self = .finalizing
        case .verifying: self = .verifying
        case .pruning: self = .pruning
        case .restoring: self = .restoring
        case .fetching: self = .fetching
        }
    }
}
