import Backup
import Catalog
import Pipe

/// Whoever writes into a named pipe: what comes through it is stored as it is.
///
/// The pipe is there from `prepare` on, which returns when somebody has begun to write. The bytes exist once only: an upload
/// session that Google loses takes them with it.
final class PipeProducer: BackupProducer {
    private let order: PipeOrder
    private let label: BackupLabel
    private let intake: PipeIntake

    /// Bytes that must have come before anything is opened at the destination, unless there are no more.
    private static let firstLook = 64

    let canBeginAgain = false

    init(_ order: PipeOrder, _ job: Job, _ configuration: Configuration) {
        self.order = order
        label = BackupLabel(order, job, instance: configuration.mqtt.node)
        intake = PipeIntake(order, configuration.pipe)
    }

    func prepare(_ production: Production) throws -> BackupLabel {
        try intake.open(production)
        return label
    }

    /// - Throws: `FrameError`, `PipeStreamError.empty`; the destination's error.
    func produce(into writer: consuming PipeWriter, _ production: Production) throws -> BackupSummary {
        let source = try intake.take(for: writer)
        // The writer must not find out by its next byte only that nobody reads any more.
        defer { source.close() }
        let first = try source.bytes(Self.firstLook)
        try production.admit(nil)
        try first.withUnsafeBytes { try writer.write($0) }
        try writer.write(from: source)
        // Before the end of the pipe, so that the uploading thread knows which byte is the last.
        production.totalIsExact(source.count)
        try writer.finish()
        var notices = BackupNotices()
        if !order.isFramed { notices.add([.unframed(order.name)]) }
        return BackupSummary(slug: label.mark.slug, members: [], notices: notices)
    }

    func end() {
        intake.close()
    }
}

extension BackupNotice {
    /// The end of the file was taken for success.
    static func unframed(_ pipe: String) -> BackupNotice {
        BackupNotice(
            severity: .warning, path: pipe,
            reason: "It came without frames: a writer that was killed would look the same as one that was done.")
    }
}
