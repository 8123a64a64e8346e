import HTTP
import JSON

extension SupervisorClient {
    /// The backups that it knows, without those that live in Home Assistant's cloud. Descriptions that make no sense are
    /// left out.
    package func backups() throws(SupervisorError) -> [SupervisorBackup] {
        guard let list = try get("/backups/info")["backups"]?.array else {
            throw .unexpectedAnswer("The list of backups is missing.")
        }
        return list.compactMap(SupervisorBackup.init)
    }

    /// One backup.
    /// - Throws: `backupMissing`.
    package func backup(_ slug: String) throws(SupervisorError) -> SupervisorBackup {
        do throws(SupervisorError) {
            let data = try get("/backups/\(percentEncoded(slug))/info")
            guard let backup = SupervisorBackup(data) else {
                throw .unexpectedAnswer("It does not describe the backup \(SupervisorAnswer.oneLine(slug)).")
            }
            return backup
        } catch {
            throw error.about(slug)
        }
    }

    /// Looks for backups on the disk anew: what was put there by hand is not seen otherwise.
    package func reload() throws(SupervisorError) {
        _ = try call("POST", "/backups/reload")
    }

    /// Begins a backup. Asked once: whether one that got no answer has begun nobody can tell.
    /// - Returns: the id of the job that makes it.
    /// - Throws: `busy`, `diskFull`, `forbidden`.
    package func begin(_ backup: NewSupervisorBackup) throws(SupervisorError) -> String {
        let data = try once("POST", backup.path, backup.body)
        guard let job = data["job_id"]?.string, !job.isEmpty else {
            throw .unexpectedAnswer("It does not name the job of the backup.")
        }
        return job
    }

    /// Removes a backup; that there is none is as good.
    /// - Parameter locations: where: nil in the list for the local disk; nil for everywhere.
    package func remove(_ slug: String, from locations: [String?]? = nil) throws(SupervisorError) {
        let body = locations.map { ["location": JSON.array($0.map { .string($0 ?? ".local") })] as JSON }
        do throws(SupervisorError) {
            _ = try call("DELETE", "/backups/\(percentEncoded(slug))", body)
        } catch {
            guard error.isNotFound else { throw error }
        }
    }
}

extension SupervisorError {
    /// What it means for a backup.
    func about(_ slug: String) -> SupervisorError {
        isNotFound ? .backupMissing(slug) : self
    }
}
