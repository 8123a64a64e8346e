import Backup
import Logging
import Pipe
import Supervisor

// Whether the Supervisor's disk has room for a backup that it is to make.
extension SupervisorAccess {
    /// What is to be made.
    enum Extent {
        case apps, everything
    }

    /// Bytes that must be free before any backup: with less the Supervisor itself makes none.
    private static let minimum: Int64 = 2 << 30

    /// Returns when there is room, or when nobody can say how much will be needed, which the log then tells.
    /// - Throws: `LocalSpaceShortage`; `SupervisorError`.
    func checkSpace(for extent: Extent, _ cancellation: Cancellation) throws {
        let client = try client(cancellation)
        let free: Int64
        do throws(SupervisorError) {
            free = try client.disk().free
        } catch {
            if case .cancelled = error { throw error }
            log.info("How full the Supervisor's disk is cannot be said. \(error)")
            return
        }
        guard let size = try expectedSize(of: extent, client) else {
            log.info("The Supervisor makes a backup first. Its size is not known; \(String(bytes: free)) are free.")
            return
        }
        // It will hardly be as large as the last one to the byte.
        let needed = max(Self.minimum, size.saturatingSum(size / 10))
        guard free >= needed else { throw LocalSpaceShortage(needed: needed, free: free) }
        log.info(
            "The Supervisor makes a backup first, of \(String(bytes: size)) or so; \(String(bytes: free)) are free.")
    }

    /// By the newest backup that tells; nil when none does.
    private func expectedSize(of extent: Extent, _ client: SupervisorClient) throws(SupervisorError) -> Int64? {
        let newest = try client.backups().sorted { $0.date > $1.date }
        switch extent {
        case .everything: return newest.first { !$0.isPartial }?.size
        case .apps:
            guard let example = newest.first(where: { !$0.apps.isEmpty }) else { return nil }
            return try? sizeOfApps(in: example, client.cancellation)
        }
    }

    /// Bytes that the apps have in a backup, which says that only by where its members lie.
    private func sizeOfApps(in backup: SupervisorBackup, _ cancellation: Cancellation) throws -> Int64 {
        let index = try BackupIndex(
            of: SupervisorBackupFile(backup, at: self, cancellation), cancellation: cancellation)
        let apps = Set(index.manifest.addons)
        return index.members.filter { apps.contains($0.name.memberPart ?? "") }
            .reduce(0) { $0.saturatingSum($1.size) }
    }
}
