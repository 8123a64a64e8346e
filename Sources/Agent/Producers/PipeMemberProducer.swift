import Backup
import Pipe

/// Our own archiver, and what comes through a named pipe in the same backup.
///
/// The stream is read first, and the folders are listed when it has ended well: a writer that fails is found out before
/// anything else is done, and the databases are not held while it writes. Without its word that it is done there is no
/// manifest, and so no backup.
final class PipeMemberProducer: BackupProducer {
    private let order: PipeOrder
    private let folders: FolderProducer
    private let intake: PipeIntake

    let canBeginAgain = false

    init(_ order: PipeOrder, _ folders: FolderProducer, _ configuration: Configuration) {
        self.order = order
        self.folders = folders
        intake = PipeIntake(order, configuration.pipe)
    }

    func prepare(_ production: Production) throws -> BackupLabel {
        try intake.open(production)
        return folders.prepare(production)
    }

    /// - Throws: `FrameError`, `PipeStreamError.empty`; what the archiver throws; the destination's error.
    func produce(into writer: consuming PipeWriter, _ production: Production) throws -> BackupSummary {
        let source = try intake.take(for: writer)
        // The writer must not find out by its next byte only that nobody reads any more.
        defer { source.close() }
        let stream = IncomingStream(name: order.name, fileExtension: order.storedExtension, source: source)
        return try folders.produce(into: writer, apps: nil, stream: stream, production)
    }

    func end() {
        intake.close()
    }
}
