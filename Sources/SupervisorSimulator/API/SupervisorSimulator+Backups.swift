import FoundationEssentials
import Glibc
import JSON
import Pipe
import Synchronization

// The requests below `/backups`, but for the download.
extension SupervisorSimulator {
    /// - Parameter words: of the path, without `backups`.
    /// - Returns: the data of the answer.
    func backups(_ method: String, _ words: [String], _ content: [UInt8]) throws -> JSON {
        let body = try read(content)
        switch (method, words.count, words.first ?? "", words.last ?? "") {
        case ("GET", 0, _, _): return ["backups": listed]
        case ("GET", 1, "info", _): return ["backups": listed, "days_until_stale": 30]
        case ("POST", 1, "reload", _): reload()
        case ("POST", 1, "freeze", _): try freeze(body)
        case ("POST", 1, "thaw", _): try system.withLock { try $0.thawAsAsked(at: secondsNow()) }
        case ("POST", 2, "new", "full"): return try make(BackupOrder(body, isFull: true))
        case ("POST", 2, "new", "partial"): return try make(BackupOrder(body, isFull: false))
        case ("GET", 2, let slug, "info"): return try backup(slug).described
        case ("DELETE", 1, let slug, _): try remove(slug, body)
        default: throw Refusal(plain: method == "GET" || method == "POST" ? 404 : 405)
        }
        return [:]
    }

    func backup(_ slug: String) throws(Refusal) -> StoredBackup {
        guard let backup = system.withLock({ system in system.backups.first { $0.slug == slug } }) else {
            throw .noBackup
        }
        return backup
    }

    /// Looks for backups in the folder.
    func reload() {
        let folder = configuration.backups
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let found = names.filter { $0.hasSuffix(".tar") }.sorted().compactMap { StoredBackup("\(folder)/\($0)") }
        system.withLock { $0.backups = found }
    }

    private var listed: JSON {
        .array(system.withLock { $0.backups.map(\.listed) })
    }

    private func read(_ content: [UInt8]) throws(Refusal) -> JSON {
        guard !content.isEmpty else { return [:] }
        guard let body = try? JSON(parsing: content) else { throw Refusal("Invalid json") }
        return body
    }

    private func freeze(_ body: JSON) throws(Refusal) {
        let timeout = body["timeout"] ?? 600
        guard let seconds = timeout.integer, seconds >= 1 else {
            throw Refusal("expected int for dictionary value @ data['timeout'].")
        }
        let now = secondsNow()
        try system.withLock { system throws(Refusal) in
            let until = now + Double(seconds) * configuration.second
            let start = now + configuration.freezeSeconds
            try system.freeze(.byFreeze(from: start, until: until), for: "freeze_all", at: now)
        }
        _ = stopping.sleep(seconds: configuration.freezeSeconds)
    }

    private func make(_ order: BackupOrder) throws(Refusal) -> JSON {
        let run = try begin(order)
        let job: JSON = ["job_id": .string(run.job)]
        if order.isBackground {
            runs.run { run.perform() }
            return job
        }
        run.perform()
        guard (try? backup(run.slug)) != nil else {
            throw Refusal(
                "An error occurred while making backup, check job '\(run.job)' or supervisor logs for details",
                job: run.job)
        }
        return ["job_id": .string(run.job), "slug": .string(run.slug)]
    }

    private func remove(_ slug: String, _ body: JSON) throws(Refusal) {
        let backup = try backup(slug)
        guard unlink(backup.path) == 0 else {
            throw Refusal("Cannot delete backup at \(backup.path), file does not exist!", status: 404)
        }
        system.withLock { $0.backups.removeAll { $0.slug == slug } }
    }
}
