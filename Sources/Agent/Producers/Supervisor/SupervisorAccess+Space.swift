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
        let example = try example(of: extent, client)
        guard example?.isLocal ?? true else {
            // Where the Supervisor makes it unasked, only its settings tell, which are not for apps.
            log.info(
                "The Supervisor makes a backup first, in a network storage as it seems: nobody says what is free there."
            )
            return
        }
        guard let size = example.flatMap({ expectedSize(of: extent, like: $0, cancellation) }) else {
            log.info("The Supervisor makes a backup first. Its size is not known; \(String(bytes: free)) are free.")
            return
        }
        // It will hardly be as large as the last one to the byte.
        let needed = max(Self.minimum, size.saturatingSum(size / 10))
        guard free >= needed else { throw LocalSpaceShortage(needed: needed, free: free) }
        log.info(
            "The Supervisor makes a backup first, of \(String(bytes: size)) or so; \(String(bytes: free)) are free.")
    }

    /// The newest backup that tells how large one will be, and where it will lie; nil when none does.
    private func example(
        of extent: Extent, _ client: SupervisorClient
    ) throws(SupervisorError) -> SupervisorBackup? {
        let backups = try client.backups()
        switch extent {
        case .everything: return backups.filter { !$0.isPartial }.max { $0.date < $1.date }
        case .apps:
            // One that somebody made of a single app says nothing of all.
            return backups.filter { !$0.apps.isEmpty }.max { ($0.apps.count, $0.date) < ($1.apps.count, $1.date) }
        }
    }

    private func expectedSize(
        of extent: Extent, like example: SupervisorBackup, _ cancellation: Cancellation
    ) -> Int64? {
        switch extent {
        case .everything: example.size
        case .apps: try? sizeOfApps(in: example, cancellation)
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
