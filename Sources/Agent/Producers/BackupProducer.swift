import Archive
import Backup
import Pipe

/// Makes the bytes of one backup, for one job.
///
/// Each attempt calls `prepare` and then `produce`; `stored` follows when the destination has all of it, and `end` comes
/// last, once, however the job ended. All of them may block their thread.
protocol BackupProducer: Sendable {
    /// Whether the same bytes can be had once more, should the upload have to begin again.
    var canBeginAgain: Bool { get }

    /// Gets hold of whatever the bytes will come from. Throws `NothingToStore` when there is nothing to be done.
    /// - Returns: how the backup is called and marked where it is kept.
    func prepare(_ production: Production) throws -> BackupLabel

    /// Writes all the bytes and finishes the writer, which alone makes them a whole.
    ///
    /// `production.admit` is called before the first byte: nothing is opened at the destination until then.
    func produce(into writer: consuming PipeWriter, _ production: Production) throws -> BackupSummary

    /// The destination has all of it, and has compared it with what was sent.
    /// - Returns: what went wrong afterwards, which takes nothing from the backup.
    func stored() -> [BackupNotice]

    /// How many more backups of the same kind wait to be stored, by jobs of their own.
    var remaining: Int { get }

    /// What whoever hears that the job failed should know besides; asked for before `end`.
    var afterword: String? { get }

    /// Lets go of everything.
    func end()
}

extension BackupProducer {
    func stored() -> [BackupNotice] { [] }
    var remaining: Int { 0 }
    var afterword: String? { nil }
    func end() {}
}

/// What a producer needs from its job, and tells it.
struct Production: Sendable {
    let cancellation: Cancellation
    /// Lets the backup begin with what it will have; nil when nobody can say yet, and then once more as soon as somebody can.
    /// Whatever it throws ends the backup.
    let admit: @Sendable (SizeForecast?) throws -> Void
    var report: @Sendable (BackupProgress) -> Void
    /// Told when a named pipe is there and waits for a writer; its path.
    let pipeReady: @Sendable (String) -> Void
    /// From now on the size of the whole is known, in bytes.
    let totalIsExact: @Sendable (Int64) -> Void
}
