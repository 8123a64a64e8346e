import Archive
import Backup
import Pipe

/// Our own archiver, while the Supervisor holds Home Assistant still.
struct DirectProducer: BackupProducer {
    let folders: FolderProducer
    let supervisor: SupervisorAccess

    let canBeginAgain = true

    /// - Throws: `SupervisorError.noToken`: without one the mode was not meant.
    func prepare(_ production: Production) throws -> BackupLabel {
        _ = try supervisor.client(production.cancellation)
        return folders.prepare(production)
    }

    func produce(into writer: consuming PipeWriter, _ production: Production) throws -> BackupSummary {
        try folders.produceFrozen(into: writer, supervisor: supervisor, production)
    }
}

extension FolderProducer {
    /// As `produce`, with Home Assistant held still until its configuration is in the archive.
    /// - Parameter apps: what follows the folders.
    func produceFrozen(
        into writer: consuming PipeWriter, apps: AppsBackup? = nil, supervisor: SupervisorAccess,
        _ production: Production
    ) throws -> BackupSummary {
        let freeze = try FreezeAttempt(supervisor, production.cancellation)
        defer { freeze.end() }
        var watched = production
        watched.report = { progress in
            if progress == .configurationWritten { freeze.end() }
            production.report(progress)
        }
        var summary = try produce(into: writer, apps: apps, watched)
        summary.notices.add(freeze.notices)
        return summary
    }
}
