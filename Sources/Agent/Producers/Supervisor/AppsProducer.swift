import Archive
import Backup
import Pipe
import Supervisor
import Synchronization

/// Our own archiver, and the apps in the same backup: the Supervisor packs them into a small one of its own first, whose
/// members follow the folders.
final class AppsProducer: BackupProducer {
    private let folders: FolderProducer
    private let supervisor: SupervisorAccess
    private let jobID: String
    private let isCompressed: Bool
    private let state = Mutex(State())

    private struct State {
        /// Whether the Supervisor may make a backup for us, or have made one, that is not known yet.
        var isAsked = false
        /// Its job.
        var job: String?
        var made: SupervisorAccess.Made?
    }

    /// The Supervisor's backup stays until the job ends.
    let canBeginAgain = true

    init(_ folders: FolderProducer, _ supervisor: SupervisorAccess, job: Job, isCompressed: Bool) {
        self.folders = folders
        self.supervisor = supervisor
        jobID = job.id
        self.isCompressed = isCompressed
    }

    func prepare(_ production: Production) throws -> BackupLabel {
        if state.withLock({ $0.made == nil }) { try make(production) }
        return folders.prepare(production)
    }

    func produce(into writer: consuming PipeWriter, _ production: Production) throws -> BackupSummary {
        guard let made = state.withLock({ $0.made }) else { throw SupervisorError.jobLost }
        let file = try SupervisorBackupFile(made.backup, at: supervisor, production.cancellation)
        let apps = try AppsBackup(of: file, isCompressed: isCompressed, cancellation: production.cancellation)
        var summary = try folders.produceFrozen(into: writer, apps: apps, supervisor: supervisor, production)
        summary.notices.add(made.notices)
        return summary
    }

    func stored() -> [BackupNotice] {
        guard let made = takeMade() else { return [] }
        do {
            try supervisor.client(Cancellation()).remove(made.backup.slug)
            return []
        } catch {
            return [
                .supervisor(
                    .warning,
                    "Its backup \(made.backup.name) could not be deleted. \(error) It is tried again when the agent starts."
                )
            ]
        }
    }

    func end() {
        if let made = takeMade() { supervisor.removeInTheEnd(made.backup.slug) }
        let (isAsked, job) = state.withLock { ($0.isAsked, $0.job) }
        if isAsked { supervisor.abandon(job: job, of: jobID) }
    }

    private func make(_ production: Production) throws {
        try supervisor.checkSpace(for: .apps, production.cancellation)
        let order = TemporaryBackup(instance: supervisor.instance).order(jobID: jobID, isCompressed: isCompressed)
        state.withLock { $0.isAsked = true }
        do throws(SupervisorError) {
            let made = try supervisor.make(order, production) { job in state.withLock { $0.job = job } }
            state.withLock { $0 = State(made: made) }
        } catch {
            state.withLock { if error.leavesNothing(isBegun: $0.job != nil) { $0 = State() } }
            throw error
        }
    }

    private func takeMade() -> SupervisorAccess.Made? {
        state.withLock { $0.made.take() }
    }
}

extension SupervisorError {
    /// Whether no backup will be there after this, of what was asked for.
    /// - Parameter isBegun: whether the Supervisor had said that it makes it.
    fileprivate func leavesNothing(isBegun: Bool) -> Bool {
        switch self {
        case .backupFailed, .backupMissing: true
        case .noToken, .forbidden, .busy, .diskFull, .refused: !isBegun
        default: false
        }
    }
}
