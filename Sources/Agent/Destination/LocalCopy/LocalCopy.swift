import Backup
import Catalog
import FoundationEssentials
import Logging
import Pipe
import Synchronization

/// The copy of a backup that is written into a folder while the backup goes to its destination: hidden until the
/// destination has all of it, gone when it never does.
///
/// All of it happens on a thread of its own. A disk that does not answer keeps that thread, and nothing else.
final class LocalCopy: Sendable {
    let tee: Tee
    private let folder: FolderDestination
    private let configuration: Configuration
    private let log: Logger
    private let verdict = Mutex<Verdict?>(nil)
    private let isJudged = Cancellation()
    private let isDone = Cancellation()
    private let trouble = Mutex<String?>(nil)

    private enum Verdict {
        /// The destination has a file with this MD5.
        case keep(String?)
        case discard
    }

    /// Seconds for which the end of a job waits for the rest of a copy, or for the end of one that is not wanted.
    private static let patience = (keeping: 30.0, discarding: 2.0)
    /// Bytes that a copy leaves free.
    private static let reserve: Int64 = 128 << 20

    /// Nil when no copies are made.
    /// - Parameters: of the queue in memory, which is to hold as much as the destination takes at a time.
    init?(_ configuration: Configuration, _ log: Logger, blockCount: Int, blockSize: Int) {
        guard let folder = configuration.copies else { return nil }
        self.folder = folder
        self.configuration = configuration
        self.log = log
        tee = Tee(isRequired: configuration.tee.isRequired, blockCount: blockCount, blockSize: blockSize)
    }

    /// Begins to take what the tee brings.
    func start(_ label: BackupLabel) {
        Thread.start { [self] in
            do {
                try copy(label)
            } catch {
                trouble.withLock { $0 = "\(error)" }
                tee.settle(.failure(LocalCopyError(folder: folder.path, reason: "\(error)")))
            }
            isDone.request()
        }
    }

    /// Blocks.
    private func copy(_ label: BackupLabel) throws {
        let reader = tee.makeReader()
        try folder.removeLeftovers()
        let pending = try PendingBackup(label, in: folder.path)
        try pending.take(reader, leaving: Self.reserve)
        tee.settle(.success(()))
        while isJudged.sleep(seconds: 3_600) {}
        guard case .keep(let md5) = verdict.withLock({ $0 }) else { return }
        guard md5 == nil || md5 == pending.md5 else { throw FolderError.corrupt("\(folder.path)/\(label.fileName)") }
        _ = try pending.keep()
        try prune()
    }

    /// The older copies go by the rules that the backups at the destination go by.
    private func prune() throws {
        guard !configuration.retention.policy.keepsEverything else { return }
        let job = PruneJob(
            PruneOptions(trigger: .retention), configuration: configuration, destination: folder,
            cancellation: Cancellation(), log: log)
        _ = try job.prune()
    }
}

// What becomes of the backup itself. Both block, but not for long.
extension LocalCopy {
    /// The destination has all of it.
    /// - Returns: what went wrong with the copy.
    func keep(md5: String?) -> [BackupNotice] {
        judge(.keep(md5))
        guard !isDone.sleep(seconds: Self.patience.keeping) else {
            return [notice("The copy is not finished yet, and nobody waits for it any longer.")]
        }
        return trouble.withLock { $0 }.map { [notice("There is no copy of this backup, or it has a flaw. \($0)")] }
            ?? []
    }

    /// The destination will not have it.
    func discard() {
        judge(.discard)
        tee.abort(CancellationRequested())
        _ = isDone.sleep(seconds: Self.patience.discarding)
    }

    private func judge(_ new: Verdict) {
        verdict.withLock { $0 = $0 ?? new }
        isJudged.request()
    }

    private func notice(_ reason: String) -> BackupNotice {
        BackupNotice(severity: .warning, path: folder.path, reason: reason)
    }
}
