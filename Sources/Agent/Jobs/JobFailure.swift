import Drive
import FoundationEssentials
import JSON
import Pipe
import Supervisor

/// Why a job failed.
package struct JobFailure: Sendable, Equatable, Error {
    /// Stable, for machines.
    package var code: String
    /// A sentence for people, and what to do next.
    package var message: String
    /// Whether trying again later makes sense without a change.
    package var isRetryable: Bool
    /// When that would be; nil when it is not known, or when somebody has to do something first.
    package var retryAt: Date?
    /// How often the job began: twice when an upload session was lost on the way.
    package var attempt = 1
    /// The numbers in the sentence, for replies and events.
    package var details: [String: JSON] = [:]

    /// Bytes: a sentence may name a file, and its path may be long.
    private static let longestMessage = 1_000

    package init(code: String, message: String, isRetryable: Bool, retryAt: Date? = nil) {
        self.code = code
        self.message = message.cut(toBytes: Self.longestMessage)
        self.isRetryable = isRetryable
        self.retryAt = retryAt
    }
}

extension JobFailure {
    /// - Parameter now: from when on the next try is counted.
    package init(_ error: any Error, at now: Date = Date()) {
        switch error {
        case let error as DriveError:
            let retryAt = error.retryAt(from: now)
            self.init(code: error.code, message: "\(error)", isRetryable: retryAt != nil, retryAt: retryAt)
        case let error as FolderError:
            let retryAt = error.mayPass ? now.addingTimeInterval(FolderError.pause) : nil
            self.init(code: error.code, message: "\(error)", isRetryable: error.mayPass, retryAt: retryAt)
        case let error as SpaceShortage:
            self.init(code: error.code, message: "\(error)", isRetryable: false)
            details = error.payload
        case let error as LocalSpaceShortage:
            self.init(code: error.code, message: "\(error)", isRetryable: false)
            details = error.payload
        case let error as SupervisorError:
            self.init(code: error.code, message: "\(error)", isRetryable: error.isWorthRetrying)
        case let error as any ExplainedError:
            self.init(code: error.code, message: "\(error)", isRetryable: false)
        default:
            self.init(code: "internal", message: "Something failed that was not foreseen: \(error)", isRetryable: true)
        }
    }
}

extension SupervisorError {
    /// Whether the next backup may succeed without anybody doing anything.
    fileprivate var isWorthRetrying: Bool {
        switch self {
        case .busy, .jobLost, .downloadFailed, .backupFailed: true
        default: isTransient
        }
    }
}

extension JobFailure {
    /// What nobody can wait for any more.
    static let agentEnded = JobFailure.cancelled("The agent has ended.")

    /// What every report of a failure says besides its code and sentence: when the next try makes sense, and the numbers.
    var facts: [String: JSON] {
        details.merging(["retryable": .bool(isRetryable), "retry_at": JSON(retryAt?.payloadText)]) { _, new in new }
    }
}
