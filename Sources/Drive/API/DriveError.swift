import HTTP

/// Why something with Google Drive did not work, sorted by what is to be done about it.
package enum DriveError: Error, Equatable, Sendable {
    /// The credentials file is unreadable, or not of a kind that is supported.
    case credentialsUnusable(String)
    /// The credentials file cannot be written, so that a sign-in could not be kept.
    case credentialsNotWritable(String)
    /// There is no OAuth client to sign in with.
    case clientMissing(String)
    /// There is a client, but nobody has signed in yet.
    case signInRequired
    /// The user, or who looks after the account, said no.
    case signInDenied
    /// Nobody typed the code in while it was good.
    case signInExpired
    /// Google no longer accepts the credentials; somebody has to sign in again.
    case authorizationRequired(GoogleError)
    /// Signed in, but not allowed to do this.
    case permissionDenied(GoogleError)
    /// The Drive (or the number of files in it) is full.
    case quotaExceeded(GoogleError)
    case rateLimited(GoogleError)
    /// The day's quota of the Google Cloud project is used up, until midnight Pacific time.
    case dailyLimit(GoogleError)
    /// The account may upload no more for now: 750 GB a day.
    case uploadLimit(GoogleError)
    case folderMissing(GoogleError)
    case notFound(GoogleError)
    /// There is a file with that id already.
    case conflict(GoogleError)
    /// Google has a problem of its own: 408 and 5xx.
    case unavailable(GoogleError)
    /// Any other refusal.
    case refused(GoogleError)
    /// There was no answer.
    case network(HTTPError)
    /// The answer makes no sense.
    case unexpectedAnswer(String)
    /// The upload session is gone and with it the bytes it held.
    case sessionLost(String)
    /// Drive holds other bytes than were sent.
    case uploadCorrupt(String)
    case cancelled
}

extension DriveError {
    package init(_ error: HTTPError) {
        self = error == .cancelled ? .cancelled : .network(error)
    }

    /// The meaning of an error answer, by status and Google's reason.
    package init(_ answer: GoogleError) {
        self =
            switch answer.status {
            case 401: .authorizationRequired(answer)
            case 403: Self.forbidden(answer)
            case 404, 410: .notFound(answer)
            case 408, 500...599: .unavailable(answer)
            case 409: .conflict(answer)
            case 429: .rateLimited(answer)
            default: .refused(answer)
            }
    }

    private static func forbidden(_ answer: GoogleError) -> DriveError {
        switch answer.reason {
        case "rateLimitExceeded", "userRateLimitExceeded", "sharingRateLimitExceeded", "RESOURCE_EXHAUSTED",
            "rate_limit_exceeded":
            .rateLimited(answer)
        case "storageQuotaExceeded", "quotaExceeded", "teamDriveFileLimitExceeded", "activeItemCreationLimitExceeded",
            "numChildrenInNonRootLimitExceeded":
            .quotaExceeded(answer)
        case "dailyLimitExceeded", "dailyLimitExceededUnreg":
            .dailyLimit(answer)
        case "uploadLimitExceeded", "dailyUploadLimitExceeded":
            .uploadLimit(answer)
        // Of the token, not of the file: it was given for something else.
        case "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
            .authorizationRequired(answer)
        default:
            .permissionDenied(answer)
        }
    }

    /// Whether the same may succeed later without anybody doing anything.
    package var isTransient: Bool {
        switch self {
        case .rateLimited, .unavailable: true
        case .network(let error): error.isTransient
        default: false
        }
    }

    /// Whether only a new upload from the first byte on can help.
    package var isSessionLost: Bool {
        if case .sessionLost = self { true } else { false }
    }

    var isRateLimit: Bool {
        if case .rateLimited = self { true } else { false }
    }

    /// What requests to slow down mean that never end.
    var asUploadLimit: DriveError {
        if case .rateLimited(let answer) = self { .uploadLimit(answer) } else { self }
    }

    /// Seconds that Google asks to wait.
    package var retryAfter: Double? { answer?.retryAfter }

    /// What Google said, when the error is an answer.
    package var answer: GoogleError? {
        switch self {
        case .authorizationRequired(let answer), .permissionDenied(let answer), .quotaExceeded(let answer),
            .rateLimited(let answer), .dailyLimit(let answer), .uploadLimit(let answer), .folderMissing(let answer),
            .notFound(let answer), .conflict(let answer), .unavailable(let answer), .refused(let answer):
            answer
        case .credentialsUnusable, .credentialsNotWritable, .clientMissing, .signInRequired, .signInDenied,
            .signInExpired, .network, .unexpectedAnswer, .sessionLost, .uploadCorrupt, .cancelled:
            nil
        }
    }
}
