import Drive
import Pipe

extension JobOutcome {
    /// How a job ended that threw. Whatever a job throws after it was asked to stop, it stopped because of that.
    init(failing error: any Error, _ cancellation: Cancellation) {
        self = cancellation.isRequested ? .cancelled : .failed(JobFailure(error))
    }
}

extension JobFailure {
    package init(_ error: any Error) {
        switch error {
        case let error as DriveError:
            self.init(code: error.code, message: "\(error)", isRetryable: error.isTransient)
        case let error as SpaceShortage:
            self.init(code: error.code, message: "\(error)", isRetryable: false, details: error.payload)
        case let error as any ExplainedError:
            self.init(code: error.code, message: "\(error)", isRetryable: false)
        default:
            self.init(code: "internal", message: "Something failed that was not foreseen: \(error)", isRetryable: true)
        }
    }
}
