import Archive
import Backup
import Pipe

/// Our own archiver: a backup of the configured folders.
struct FolderProducer: BackupProducer {
    private let request: BackupRequest
    private let isPinned: Bool

    let canBeginAgain = true

    init(_ job: Job, _ configuration: Configuration) {
        request = configuration.backupRequest(for: job)
        isPinned = job.isPinned
    }

    func prepare(_ production: Production) -> BackupLabel {
        BackupLabel(request, isPinned: isPinned)
    }

    func produce(into writer: consuming PipeWriter, _ production: Production) throws -> BackupSummary {
        try produce(into: writer, apps: nil, production)
    }

    /// - Parameters:
    ///   - apps: what follows the folders.
    ///   - stream: what comes before them.
    func produce(
        into writer: consuming PipeWriter, apps: AppsBackup?, stream: IncomingStream? = nil, _ production: Production
    ) throws -> BackupSummary {
        let archive = TarWriter(writer, dialect: .ustar)
        let backup = BackupWriter(
            request, apps: apps, stream: stream, cancellation: production.cancellation, admit: production.admit,
            report: production.report)
        let summary = try backup.write(into: archive)
        let sink = try archive.finish()
        // Before the end of the pipe, so that the uploading thread knows which byte is the last.
        production.totalIsExact(archive.written)
        try sink.finish()
        return summary
    }
}
