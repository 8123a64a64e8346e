import FoundationEssentials

/// What the agent remembers over a restart of the jobs that made backups of Home Assistant.
package struct JobMemory: Sendable, Equatable, Codable {
    /// How a job ended, in a word.
    package enum Result: String, Sendable, Codable {
        case success, warning, failed, cancelled
    }

    /// The job that ended last, however it ended.
    package struct Last: Sendable, Equatable, Codable {
        package var result: Result
        package var name: String
        package var jobID: String
        package var fileID: String?
        package var startedAt: Date
        package var finishedAt: Date
        package var sizeBytes: Int64?
        package var warnings: Int
    }

    /// The error that stands until a backup succeeds.
    package struct Failure: Sendable, Equatable, Codable {
        package var code: String
        package var message: String
        package var at: Date
        package var isRetryable: Bool
        package var retryAt: Date?
        package var jobID: String

        var isAboutAuthorization: Bool {
            JobFailure(code: code, message: message, isRetryable: isRetryable).isAboutAuthorization
        }
    }

    package var last: Last?
    package var lastSuccessAt: Date?
    /// Bytes of the last backup that succeeded.
    package var lastSuccessSize: Int64?
    package var lastAttemptAt: Date?
    package var failure: Failure?

    package init() {}

    package mutating func begin(_ job: Job) {
        guard job.isOfHouse else { return }
        lastAttemptAt = job.startedAt
    }

    package mutating func end(_ job: Job, _ outcome: JobOutcome, at date: Date) {
        guard job.isOfHouse else { return }
        // What was not made is nothing that one would remember.
        if case .skipped = outcome { return }
        var last = Last(
            result: .cancelled, name: job.name, jobID: job.id, fileID: nil, startedAt: job.startedAt, finishedAt: date,
            sizeBytes: nil, warnings: 0)
        switch outcome {
        case .completed(let result):
            last.result = result.warningCount == 0 ? .success : .warning
            last.fileID = result.fileID
            last.sizeBytes = result.sizeBytes
            last.warnings = result.warningCount
            lastSuccessAt = date
            lastSuccessSize = result.sizeBytes
            failure = nil
        case .failed(let problem):
            last.result = .failed
            failure = Failure(
                code: problem.code, message: problem.message, at: date, isRetryable: problem.isRetryable,
                retryAt: problem.retryAt, jobID: job.id)
        case .cancelled, .skipped, .verified, .pruned, .fetched: break
        }
        self.last = last
    }
}
