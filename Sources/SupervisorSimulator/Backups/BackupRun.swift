import Cryptography
import FoundationEssentials
import Glibc
import JSON
import Pipe
import Synchronization

/// The making of one backup: its job, its steps and its file.
struct BackupRun: Sendable {
    let simulator: SupervisorSimulator
    let order: BackupOrder
    /// Id of the job.
    let job: String
    let slug: String
    let date: String
    let trouble: BackupTrouble

    var path: String { "\(simulator.configuration.backups)/\(slug).tar" }

    /// Makes it from beginning to end; what goes wrong is in the job.
    func perform() {
        do {
            try write()
            guard let backup = StoredBackup(path) else {
                throw BackupFailure("Backup \(slug) error, see supervisor logs")
            }
            simulator.system.withLock { $0.backups.append(backup) }
        } catch {
            unlink(path)
            note(error, in: job)
        }
        simulator.system.withLock { $0.endBackup() }
        change(job) { $0.succeed() }
    }

    private func write() throws {
        let archive = try BackupArchive(path, order)
        var manifest = BackupManifest(self)
        if order.hasHomeAssistant { try storeHomeAssistant(archive) }
        try storeApps(archive, &manifest)
        try storeFolders(archive, &manifest)
        try step("supervisor_config")
        try step("finishing_file")
        if case .fails(let message) = trouble { throw BackupFailure(message) }
        try archive.finish(manifest.json)
    }

    /// Notes the stage and takes its time.
    /// - Throws: `BackupFailure` when the simulator stops.
    func step(_ stage: String) throws {
        change(job) { $0.stage = stage }
        try pause()
        if trouble == .hangs { while simulator.stopping.sleep(seconds: 3600) {} }
        guard !simulator.stopping.isRequested else { throw BackupFailure("the Supervisor stops") }
    }

    func pause() throws {
        _ = simulator.stopping.sleep(seconds: simulator.configuration.stepSeconds)
    }

    /// A job below another, for the time of `body`.
    func child(_ name: String, of parent: String, about reference: String, _ body: (String) throws -> Void) throws {
        let id = simulator.system.withLock { $0.jobs.add(JobRecord(name, parent: parent, reference: reference)) }
        do {
            try body(id)
            change(id) { $0.succeed() }
        } catch {
            note(error, in: id)
            change(id) { $0.isDone = true }
            throw error
        }
    }

    func note(_ error: any Error, in id: String) {
        let message = (error as? BackupFailure)?.message ?? "Can't write tarfile: \(error)"
        change(id) { $0.errors.append(("BackupError", message, $0.stage)) }
    }

    private func change(_ id: String, _ change: (inout JobRecord) -> Void) {
        simulator.system.withLock { $0.jobs.change(id, change) }
    }
}

/// Why a backup, or a part of it, failed.
struct BackupFailure: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}

extension SupervisorSimulator {
    /// Admits a backup and its job.
    /// - Throws: the refusal: something else is under way, or the disk is full.
    func begin(_ order: BackupOrder) throws(Refusal) -> BackupRun {
        let kind = order.isFull ? "full" : "partial"
        let date = BackupManifest.date(Date())
        let slug = String(Digest.hex(.sha1, of: Array("\(date) - \(order.name)".lowercased().utf8)).prefix(8))
        return try system.withLock { system throws(Refusal) in
            let method = "do_backup_\(kind)"
            if configuration.free < 2 << 30, system.state(at: secondsNow()) == "running" {
                let free = (Double(configuration.free) / 1_073_741_824 * 10).rounded() / 10
                throw .blocked(method, "not enough free space (\(free)GB) left on the device")
            }
            try system.freeze(.byBackup, for: method, at: secondsNow())
            var job = JobRecord("backup_manager_\(kind)_backup", reference: slug)
            job.stage = "addon_repositories"
            return BackupRun(
                simulator: self, order: order, job: system.jobs.add(job), slug: slug, date: date,
                trouble: system.trouble)
        }
    }
}
