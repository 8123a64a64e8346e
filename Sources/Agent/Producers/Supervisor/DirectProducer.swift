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
        try folders.produceStill(into: writer, supervisor: supervisor, production)
    }
}

extension FolderProducer {
    /// As `produce`, with Home Assistant held still until its configuration is in the archive.
    /// - Parameter apps: what follows the folders.
    func produceStill(
        into writer: consuming PipeWriter, apps: AppsBackup? = nil, supervisor: SupervisorAccess,
        _ production: Production
    ) throws -> BackupSummary {
        let stillness = try Stillness(supervisor, production.cancellation)
        defer { stillness.end() }
        var watched = production
        watched.report = { progress in
            if progress == .configurationWritten { stillness.end() }
            production.report(progress)
        }
        var summary = try produce(into: writer, apps: apps, watched)
        summary.notices.add(stillness.notices)
        return summary
    }
}
