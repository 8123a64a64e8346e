import JSON
import Pipe

extension SupervisorClient {
    /// A job as it is now; nil when the Supervisor does not know it (any more).
    ///
    /// Out of all of them: `GET /jobs/{id}` is not for the role `backup`, but `GET /jobs/info` is.
    package func job(_ id: String) throws(SupervisorError) -> SupervisorJob? {
        guard let list = try get("/jobs/info")["jobs"]?.array else {
            throw .unexpectedAnswer("The list of jobs is missing.")
        }
        for json in list {
            if let found = SupervisorJob(json)?.job(id) { return found }
        }
        return nil
    }

    /// Waits until a backup is made.
    ///
    /// There is no way to cancel one: after `cancelled` the Supervisor goes on with it.
    /// - Parameters:
    ///   - id: of the job, from `begin`.
    ///   - report: told whenever something about the job has changed; its `reference` is the backup's slug early on.
    /// - Returns: the job, done; its `childErrors` tell what is not in the backup.
    /// - Throws: `backupFailed`, `jobLost`, `jobStalled`, `cancelled`.
    package func waitForBackup(
        _ id: String, report: (SupervisorJob) -> Void = { _ in }
    ) throws(SupervisorError) -> SupervisorJob {
        var watch = JobWatch(settings, now: secondsNow())
        while true {
            guard let job = try job(id) else { throw .jobLost }
            if watch.sees(job, at: secondsNow()) { report(job) }
            if job.isDone {
                guard job.errors.isEmpty else { throw .backupFailed(job.errors) }
                return job
            }
            try watch.check(at: secondsNow())
            guard cancellation.sleep(seconds: settings.pollPause) else { throw .cancelled }
        }
    }
}
