import Archive
import Backup
import Catalog
import Logging
import Pipe
import Supervisor
import Synchronization

/// A backup of the Supervisor's own, stored as it is.
final class SupervisorFileProducer: BackupProducer {
    /// Which backup that is.
    enum Choice: Sendable {
        /// A full one, made for this.
        case new(NewSupervisorBackup)
        /// One that is there.
        case existing(String)
        /// The newest of those that are not stored yet, and would stay by these rules.
        case missing(RetentionPolicy)
    }

    private let choice: Choice
    private let supervisor: SupervisorAccess
    private let isPinned: Bool
    private let catalog: @Sendable (Cancellation) throws -> Catalog
    private let state = Mutex(State())

    private struct State {
        var made: SupervisorAccess.Made?
        /// The Supervisor's job of a backup that was asked for and is not known yet.
        var job: String?
        /// How many more there are to be stored.
        var remaining = 0
        var isStored = false
    }

    let canBeginAgain = true

    /// - Parameter catalog: what is at the destination.
    init(
        _ choice: Choice, _ supervisor: SupervisorAccess, isPinned: Bool,
        catalog: @escaping @Sendable (Cancellation) throws -> Catalog
    ) {
        self.choice = choice
        self.supervisor = supervisor
        self.isPinned = isPinned
        self.catalog = catalog
    }

    var remaining: Int { state.withLock { $0.remaining } }

    func prepare(_ production: Production) throws -> BackupLabel {
        if let made = state.withLock({ $0.made }) { return label(made.backup) }
        let made = try choose(production)
        state.withLock {
            $0.made = made
            $0.job = nil
        }
        return label(made.backup)
    }

    func produce(into writer: consuming PipeWriter, _ production: Production) throws -> BackupSummary {
        guard let made = state.withLock({ $0.made }) else { throw SupervisorError.jobLost }
        let file = try SupervisorBackupFile(made.backup, at: supervisor, production.cancellation)
        // What is cut, or is no backup, is told before a byte of it is sent.
        let index = try BackupIndex(of: file, cancellation: production.cancellation)
        guard index.manifest.slug == made.backup.slug else {
            throw SupervisorError.downloadFailed("another backup is in the file of \(made.backup.slug)")
        }
        let size = SizeForecast(exactly: file.size)
        try production.admit(size)
        production.report(.expected(size))
        production.report(.item(made.backup.name))
        let sink = PipeSink(writer)
        let client = try supervisor.client(production.cancellation)
        do {
            let sent = try client.download(made.backup.slug) { try sink.write($0) }
            guard sent == file.size else { throw SupervisorError.downloadFailed("it changed in the meantime") }
        } catch {
            sink.fail(error)
            throw error
        }
        production.totalIsExact(file.size)
        try sink.finish()
        var notices = BackupNotices()
        notices.add(made.notices)
        return BackupSummary(slug: made.backup.slug, members: [], notices: notices)
    }

    func stored() -> [BackupNotice] {
        guard
            let made = state.withLock({ state in
                state.isStored = true
                return state.made
            }), supervisor.configuration.deleteAfterUpload
        else { return [] }
        do {
            try remove(made.backup)
            return []
        } catch {
            return [.supervisor(.warning, "Its backup \(made.backup.name) could not be deleted. \(error)")]
        }
    }

    var afterword: String? {
        guard case .new = choice else { return nil }
        let (made, job, isStored) = state.withLock { ($0.made, $0.job, $0.isStored) }
        if isStored { return nil }
        if let slug = made?.backup.slug {
            return
                "The Supervisor's backup \(slug) is on its disk; it can be stored with {\"source\": {\"supervisor\": "
                + "\"\(slug)\"}}."
        }
        return job.map { _ in "The Supervisor cannot stop its backup: it goes on, and stays on its disk." }
    }

    func end() {
        // Whoever cancelled is told nowhere else.
        if let afterword { supervisor.log.notice("\(afterword)") }
    }

    /// Of one that was not made for this job, what lies in a network storage stays: somebody wanted it there.
    private func remove(_ backup: SupervisorBackup) throws(SupervisorError) {
        let client = try supervisor.client(Cancellation())
        if case .new = choice { return try client.remove(backup.slug) }
        if backup.isLocal { try client.remove(backup.slug, from: [nil]) }
    }

    private func label(_ backup: SupervisorBackup) -> BackupLabel {
        BackupLabel(backup, instance: supervisor.instance, isPinned: isPinned)
    }
}

// Which backup it is.
extension SupervisorFileProducer {
    private func choose(_ production: Production) throws -> SupervisorAccess.Made {
        switch choice {
        case .new(let order): try make(order, production)
        case .existing(let slug): try find(slug, production)
        case .missing(let policy): try newestMissing(policy, production)
        }
    }

    private func make(_ order: NewSupervisorBackup, _ production: Production) throws -> SupervisorAccess.Made {
        try supervisor.checkSpace(for: .everything, production.cancellation)
        do throws(SupervisorError) {
            return try supervisor.make(order, production) { job in state.withLock { $0.job = job } }
        } catch {
            // Only where nobody stopped it: then there is none.
            if case .cancelled = error {} else { state.withLock { $0.job = nil } }
            throw error
        }
    }

    private func find(_ slug: String, _ production: Production) throws -> SupervisorAccess.Made {
        let backup = try supervisor.client(production.cancellation).backup(slug)
        guard try !catalog(production.cancellation).soundSlugs.contains(slug) else {
            throw NothingToStore(reason: "\(backup.name) (\(slug)) is stored already.")
        }
        return SupervisorAccess.Made(backup: backup, notices: [])
    }

    private func newestMissing(
        _ policy: RetentionPolicy, _ production: Production
    ) throws -> SupervisorAccess.Made {
        let stored = try catalog(production.cancellation)
        let marks = TemporaryBackup(instance: supervisor.instance)
        let candidates = try supervisor.client(production.cancellation).backups()
            .filter { !marks.mayBe($0) && $0.size != nil }
        let missing = MissingBackups(of: candidates, beside: stored, policy, isPinned: isPinned)
        guard let newest = missing.wanted.first else {
            throw NothingToStore(
                reason: missing.superfluousSentence ?? "All backups of the Supervisor's are stored already.")
        }
        state.withLock { $0.remaining = missing.wanted.count - 1 }
        let notices = missing.superfluousSentence.map { [BackupNotice.supervisor(.note, $0)] } ?? []
        return SupervisorAccess.Made(backup: newest, notices: notices)
    }
}
