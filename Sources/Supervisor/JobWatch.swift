/// Whether a job of the Supervisor still gets on.
struct JobWatch {
    private let patience: Double
    private let timeLimit: Double
    private let start: Double
    private var lastChange: Double
    private var last: SupervisorJob?

    init(_ settings: SupervisorSettings, now: Double) {
        patience = settings.jobPatience
        timeLimit = settings.jobTimeLimit
        start = now
        lastChange = now
    }

    /// Notes how the job is.
    /// - Returns: whether anything has changed.
    mutating func sees(_ job: SupervisorJob, at now: Double) -> Bool {
        guard job != last else { return false }
        last = job
        lastChange = now
        return true
    }

    /// - Throws: `jobStalled`.
    func check(at now: Double) throws(SupervisorError) {
        if now - lastChange >= patience { throw .jobStalled(seconds: patience) }
        if now - start >= timeLimit { throw .jobStalled(seconds: timeLimit) }
    }
}
