import Backup
import Logging
import Pipe

/// How a job ended.
package enum JobOutcome: Sendable, Equatable {
    case completed(JobResult)
    /// A backup was looked through and is good.
    case verified(VerificationResult)
    /// The rules were carried out, or would have been.
    case pruned(PruneResult)
    /// A backup lies in a folder of this machine, or could.
    case fetched(FetchResult)
    /// There was nothing to do, for this reason.
    case skipped(String)
    case failed(JobFailure)
    case cancelled
}

extension JobOutcome {
    /// How a job ended that threw. Whatever a job throws after it was asked to stop, it stopped because of that.
    /// What its producer calls off is cancelled, too.
    init(failing error: any Error, _ cancellation: Cancellation, attempt: Int = 1) {
        if let nothing = error as? NothingToStore, !cancellation.isRequested {
            self = .skipped(nothing.reason)
            return
        }
        var failure = JobFailure(error)
        failure.attempt = attempt
        // Nobody cancels what is stored already.
        let isCancelled = cancellation.isRequested && (error as? LocalCopyError)?.stored == nil
        self = isCancelled || error as? FrameError == .cancelled ? .cancelled : .failed(failure)
    }

    /// The same, and what else there is to know should it be a failure.
    func adding(_ afterword: String?) -> JobOutcome {
        guard case .failed(var failure) = self, let afterword else { return self }
        failure.message = "\(failure.message) \(afterword)"
        return .failed(failure)
    }

    var isSkipped: Bool {
        if case .skipped = self { true } else { false }
    }

    /// Tells the log about single files.
    package func logNotices(to log: Logger) {
        guard case .completed(let result) = self else { return }
        for notice in result.notices { log.log(level: notice.severity == .warning ? .warning : .info, "\(notice)") }
    }
}
