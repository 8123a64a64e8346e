import Pipe

extension DriveError: ExplainedError {
    /// The stable name of the error for programs: state topics, replies, exit reports.
    package var code: String {
        switch self {
        case .credentialsUnusable, .authorizationRequired: "not_authorized"
        case .permissionDenied: "drive_permissions"
        case .quotaExceeded: "drive_quota"
        case .rateLimited: "rate_limited"
        case .dailyLimit: "daily_limit"
        case .uploadLimit: "upload_limit"
        case .folderMissing: "folder_missing"
        case .notFound: "not_found"
        case .conflict: "conflict"
        case .unavailable: "drive_unavailable"
        case .refused: "drive_refused"
        case .network: "network"
        case .unexpectedAnswer: "drive_unexpected"
        case .sessionLost: "session_lost"
        case .uploadCorrupt: "upload_corrupt"
        case .cancelled: "cancelled"
        }
    }

    /// What happened and what to do next.
    package var description: String {
        hint.isEmpty ? sentence : "\(sentence) \(hint)"
    }

    /// What happened, with Google's status and reason.
    package var sentence: String {
        switch self {
        case .authorizationRequired, .permissionDenied, .quotaExceeded, .rateLimited, .dailyLimit, .uploadLimit,
            .folderMissing, .notFound, .conflict, .unavailable, .refused:
            answer.map { "\(refusal) (\($0))." } ?? refusal
        case .credentialsUnusable(let detail), .unexpectedAnswer(let detail), .sessionLost(let detail),
            .uploadCorrupt(let detail):
            detail
        case .network(let error): "Google Drive cannot be reached. \(error)"
        case .cancelled: "The work with Google Drive was cancelled."
        }
    }

    private var refusal: String {
        switch self {
        case .authorizationRequired: "Google does not accept the credentials any more"
        case .permissionDenied: "Google Drive does not allow this"
        case .quotaExceeded: "Google Drive is full"
        case .rateLimited: "Google Drive asks to slow down"
        case .dailyLimit: "The day's quota of the Google Cloud project is used up"
        case .uploadLimit: "Google takes no more uploads of this account for now: 750 GB a day are its limit"
        case .folderMissing: "The backup folder is not in Google Drive"
        case .notFound: "The file is not in Google Drive"
        case .conflict: "Google Drive has a file with this id already"
        case .unavailable: "Google Drive has a problem"
        default: "Google Drive refused the request"
        }
    }

    /// What the user can do next; empty when there is nothing.
    package var hint: String {
        switch self {
        case .authorizationRequired: "Authorise DrivePipe again."
        case .credentialsUnusable: "Check the credentials file."
        case .permissionDenied: "Check that the Drive API is enabled and that this account may write to the folder."
        case .quotaExceeded: "Delete old backups, empty the trash or buy more space."
        case .rateLimited, .unavailable: "Try again later."
        case .dailyLimit: "Try again after midnight Pacific time."
        case .uploadLimit: "Try again tomorrow."
        case .folderMissing: "Start the backup again: the folder is made anew."
        case .network(.untrusted): "Check the clock and the configured certificate authorities."
        case .network: "Check the network."
        case .sessionLost, .uploadCorrupt: "Start the backup again."
        case .notFound, .conflict, .refused, .unexpectedAnswer, .cancelled: ""
        }
    }
}
