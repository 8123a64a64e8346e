import Drive
import FoundationEssentials
import JSON
import Pipe

extension JobOutcome {
    /// How a job ended that threw. Whatever a job throws after it was asked to stop, it stopped because of that.
    init(failing error: any Error, _ cancellation: Cancellation, attempt: Int = 1) {
        var failure = JobFailure(error)
        failure.attempt = attempt
        self = cancellation.isRequested ? .cancelled : .failed(failure)
    }
}

extension JobFailure {
    /// - Parameter now: from when on the next try is counted.
    package init(_ error: any Error, at now: Date = Date()) {
        switch error {
        case let error as DriveError:
            let retryAt = error.retryAt(from: now)
            self.init(code: error.code, message: "\(error)", isRetryable: retryAt != nil, retryAt: retryAt)
        case let error as any ExplainedError:
            self.init(code: error.code, message: "\(error)", isRetryable: false)
        default:
            self.init(code: "internal", message: "Something failed that was not foreseen: \(error)", isRetryable: true)
        }
    }
}

extension JobFailure {
    /// What every report of a failure says besides its code and sentence: when the next try makes sense.
    var retryPayload: [String: JSON] {
        ["retryable": .bool(isRetryable), "retry_at": JSON(retryAt?.payloadText)]
    }
}
