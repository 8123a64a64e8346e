import Backup

/// What a job does.
package enum JobKind: Sendable, Equatable {
    case backup
    case verification(of: BackupTarget, depth: VerificationReport.Depth)

    /// For people.
    package var noun: String {
        switch self {
        case .backup: "backup"
        case .verification: "verification"
        }
    }

    /// The word in a payload.
    package var word: String {
        switch self {
        case .backup: "backup"
        case .verification: "verify"
        }
    }
}
