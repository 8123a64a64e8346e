import Backup
import Catalog
import Glibc
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
    private let isKept = Mutex(false)
    /// Folders that a copy is at work in, in this process.
    private static let busy = Mutex<Set<String>>([])

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
        // One that hangs for ever must not become one more with each backup.
        guard Self.busy.withLock({ $0.insert(folder.path).inserted }) else {
            fail(LocalCopyHindrance.stillBusy)
            return isDone.request()
        }
        Thread.start { [self] in
            do {
                try copy(label)
            } catch {
                fail(error)
            }
            _ = Self.busy.withLock { $0.remove(folder.path) }
            isDone.request()
        }
    }

    private func fail(_ error: any Error) {
        trouble.withLock { $0 = "\(error)" }
        tee.settle(.failure(LocalCopyError(folder: folder.path, reason: "\(error)")))
    }

    /// Blocks.
    private func copy(_ label: BackupLabel) throws {
        let reader = tee.makeReader()
        try requireOtherFolder()
        try folder.removeLeftovers()
        let pending = try PendingBackup(label, in: folder.path)
        try pending.take(reader, leaving: Self.reserve)
        tee.settle(.success(()))
        while isJudged.sleep(seconds: 3_600) {}
        guard case .keep(let md5) = verdict.withLock({ $0 }) else { return }
        guard md5 == nil || md5 == pending.md5 else { throw FolderError.corrupt("\(folder.path)/\(label.fileName)") }
        _ = try pending.keep()
        isKept.withLock { $0 = true }
        try prune()
    }

    /// A link or a mount may lead to the destination by another name, where the copy would be in the backup's own way.
    /// A folder that is not there is none of it.
    private func requireOtherFolder() throws {
        guard configuration.destination == .folder, let other = configuration.destinationDirectory,
            let here = Self.status(of: folder.path), let there = Self.status(of: other)
        else { return }
        guard here.st_ino != there.st_ino || here.st_dev != there.st_dev else { throw LocalCopyHindrance.isDestination }
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
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
    /// - Parameters:
    ///   - md5: of what it has.
    ///   - place: what it is called.
    /// - Returns: what went wrong with the copy.
    /// - Throws: `LocalCopyError` when there is none, and it is required.
    func keep(md5: String?, in place: String) throws(LocalCopyError) -> [BackupNotice] {
        judge(.keep(md5))
        let isLate = isDone.sleep(seconds: tee.isGivenUp ? Self.patience.discarding : Self.patience.keeping)
        let isKept = isKept.withLock { $0 }
        guard let trouble = isLate ? Self.tooLate : trouble.withLock({ $0 }), !(isLate && isKept) else { return [] }
        if tee.isRequired, !isKept { throw LocalCopyError(folder: folder.path, reason: trouble, stored: place) }
        return [notice(isKept ? "The copy has a flaw. \(trouble)" : "There is no copy of this backup. \(trouble)")]
    }

    private static let tooLate = "It is not finished yet, and nobody waits for it any longer."

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
