import Backup

/// What a job does.
package enum JobKind: Sendable, Equatable {
    case backup
    case verification(of: BackupTarget, depth: VerificationReport.Depth)
    case pruning(PruneOptions)
    case fetching(FetchOptions)

    /// For people.
    package var noun: String {
        switch self {
        case .backup: "backup"
        case .verification: "verification"
        case .pruning: "prune"
        case .fetching: "fetch"
        }
    }

    /// The word in a payload.
    package var word: String {
        switch self {
        case .backup: "backup"
        case .verification: "verify"
        case .pruning: "prune"
        case .fetching: "fetch"
        }
    }
}
