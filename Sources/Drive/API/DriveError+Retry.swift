import FoundationEssentials
import HTTP

// When the next try makes sense.
extension DriveError {
    /// The moment before which another try would only meet the same; nil when somebody has to do something first.
    package func retryAt(from now: Date) -> Date? {
        switch self {
        case .dailyLimit: PacificTime.nextMidnight(after: now)
        // Google counts the bytes of the last 24 hours.
        case .uploadLimit: now + max(24 * 3600, asked)
        case .rateLimited, .unavailable: now + max(Self.pause, asked)
        case .network(let error): error.isTransient ? now + Self.pause : nil
        case .sessionLost, .uploadCorrupt, .unexpectedAnswer, .folderMissing: now + Self.pause
        case .credentialsUnusable, .credentialsNotWritable, .clientMissing, .signInRequired, .signInDenied,
            .signInExpired, .authorizationRequired, .permissionDenied, .quotaExceeded, .notFound, .conflict, .refused,
            .cancelled:
            nil
        }
    }

    /// Seconds after which what is over soon should be over.
    private static let pause: TimeInterval = 15 * 60

    /// Seconds that Google asks to wait, as far as they make sense.
    private var asked: TimeInterval { min(max(retryAfter ?? 0, 0), 7 * 24 * 3600) }
}
