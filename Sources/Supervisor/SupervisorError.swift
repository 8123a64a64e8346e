import HTTP
import Pipe

/// Why Home Assistant's Supervisor did not do what it was asked.
package enum SupervisorError: ExplainedError, Equatable {
    /// There is no token, so there is no Supervisor that would listen.
    case noToken
    /// It did not answer.
    case unreachable(HTTPError)
    /// It, or what stands in front of it, answers that it cannot work yet.
    case notReady(SupervisorAnswer)
    /// The token is not good for this.
    case forbidden(SupervisorAnswer)
    /// Another backup or a freeze is under way.
    case busy(SupervisorAnswer)
    /// It makes no backup with so little space on its disk.
    case diskFull(SupervisorAnswer)
    /// Any other refusal.
    case refused(SupervisorAnswer)
    /// Its job ended without a backup, for these reasons.
    case backupFailed([String])
    /// It no longer knows the job: it was restarted.
    case jobLost
    /// Its job changes nothing any more, or takes too long: seconds.
    case jobStalled(seconds: Double)
    /// There is no backup with this slug.
    case backupMissing(String)
    /// A backup could not be read to its end.
    case downloadFailed(String)
    /// The system could not be frozen.
    case freezeFailed(String)
    /// The answer makes no sense.
    case unexpectedAnswer(String)
    case cancelled
}

extension SupervisorError {
    init(_ error: HTTPError) {
        self =
            switch error {
            case .cancelled: .cancelled
            case .tooLarge: .unexpectedAnswer("\(error)")
            default: .unreachable(error)
            }
    }

    /// The meaning of an answer that is no success, by its status and by the Supervisor's words, for which it mostly has no
    /// error keys (`jobs/decorator.py`, `jobs/job_group.py`, `api/middleware/security.py`).
    init(_ answer: SupervisorAnswer) {
        self =
            switch answer.status {
            case 401, 403: .forbidden(answer)
            case 502...504: .notReady(answer)
            case 200..<300: .unexpectedAnswer("It said neither yes nor no (\(answer)).")
            default: Self.refusal(answer)
            }
    }

    private static func refusal(_ answer: SupervisorAnswer) -> SupervisorError {
        let message = answer.message
        func says(_ words: String) -> Bool { message.contains(words) }
        if says("System is not ready") { return .notReady(answer) }
        if says("not enough free space") { return .diskFull(answer) }
        if says("system is not running - freeze") || says("Another job is running") { return .busy(answer) }
        if says("system is not running") { return .notReady(answer) }
        return .refused(answer)
    }

    /// Whether the same may succeed within minutes without anybody doing anything.
    package var isTransient: Bool {
        switch self {
        case .unreachable(let error): error.isTransient
        case .notReady: true
        default: false
        }
    }

    /// Whether something else has to end first.
    var isBusy: Bool {
        if case .busy = self { true } else { false }
    }

    /// Whether there is no such thing.
    var isNotFound: Bool {
        if case .refused(let answer) = self { answer.status == 404 } else { false }
    }

    /// Whether a thaw found nothing frozen.
    var isNotFrozen: Bool {
        if case .refused(let answer) = self { answer.message.contains("system is not frozen") } else { false }
    }
}
