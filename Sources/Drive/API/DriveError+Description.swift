import HTTP
import Pipe

extension DriveError: ExplainedError {
    /// The stable name of the error for programs: state topics, replies, exit reports.
    package var code: String {
        switch self {
        case .credentialsUnusable, .authorizationRequired, .signInRequired: "not_authorized"
        case .credentialsNotWritable: "credentials_not_writable"
        case .clientMissing: "client_missing"
        case .signInDenied: "login_denied"
        case .signInExpired: "login_expired"
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
        case .signInRequired: "Nobody has connected DrivePipe to a Google account yet."
        case .signInDenied: "The connection to the Google account was not allowed."
        case .signInExpired: "The code was not entered in time."
        case .credentialsUnusable(let detail), .credentialsNotWritable(let detail), .clientMissing(let detail),
            .unexpectedAnswer(let detail), .sessionLost(let detail), .uploadCorrupt(let detail):
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
        case .authorizationRequired(let answer): authorizationHint(answer)
        case .signInRequired: Self.signIn
        case .clientMissing:
            "Make one in Google's Cloud Console (APIs & Services, Credentials, OAuth client ID, type \"TVs and Limited "
                + "Input devices\"), enable the Google Drive API there, and save the client's JSON as that file."
        case .signInDenied: "Start again, and allow it; an administrator may have to allow DrivePipe first."
        case .signInExpired: "Start again, and enter the new code within its time."
        case .credentialsUnusable: "Check the credentials file."
        case .permissionDenied(let answer) where answer.reason == "insufficientFilePermissions":
            "On a shared drive only its managers delete for good: make this account a manager there."
        case .permissionDenied: "Check that the Drive API is enabled and that this account may write to the folder."
        case .quotaExceeded(let answer) where answer.message.hasPrefix("Service Accounts"):
            "Name a shared drive in drive.parent: a service account has no space of its own."
        case .quotaExceeded: "Delete old backups, empty the trash or buy more space."
        case .rateLimited, .unavailable: "Try again later."
        case .dailyLimit: "Try again after midnight Pacific time."
        case .uploadLimit: "Try again tomorrow."
        case .folderMissing:
            "Start the backup again: the folder is made anew. If drive.parent is set, check that it is there and shared "
                + "with this account."
        case .network(.untrusted): "Check the clock and the configured certificate authorities."
        case .network: "Check the network."
        case .sessionLost, .uploadCorrupt: "Start the backup again."
        case .notFound: "Look at what is there with drivepipe list."
        case .credentialsNotWritable, .conflict, .refused, .unexpectedAnswer, .cancelled: ""
        }
    }

    private static let signIn = "Press Authorize in Home Assistant, or run drivepipe login."

    private func authorizationHint(_ answer: GoogleError) -> String {
        switch answer.reason {
        case "invalid_grant" where answer.message.contains("JWT") || answer.message.contains("account not found"):
            "Check this machine's clock, and that the service account and its key are still there."
        case "unauthorized_client" where answer.message.contains("this method"):
            "The domain's administrator has to delegate to the service account first."
        case "invalid_grant":
            "\(Self.signIn) If it comes back weekly, publish the client's consent screen."
        case "invalid_client", "unauthorized_client", "deleted_client":
            "Check client_id and client_secret in the credentials file, and that the client is of the type "
                + "\"TVs and Limited Input devices\"."
        case "org_internal": "Sign in with an account of the organisation that the OAuth client belongs to."
        case "admin_policy_enforced": "The administrator of the account has to allow DrivePipe first."
        default: Self.signIn
        }
    }
}
