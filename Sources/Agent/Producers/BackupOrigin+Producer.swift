import Catalog
import JSON
import Logging
import Pipe
import Supervisor

extension Configuration {
    /// Who makes the bytes of a job's backup.
    /// - Parameter catalog: what is at the destination.
    func producer(
        for job: Job, log: Logger, catalog: @escaping @Sendable (Cancellation) throws -> Catalog
    ) -> any BackupProducer {
        switch job.origin ?? supervisor.mode.origin {
        case .folders: FolderProducer(job, self)
        case .pipe(let order) where order.isMember:
            PipeMemberProducer(order, FolderProducer(job, self), self)
        case .pipe(let order): PipeProducer(order, job, self)
        case .supervisor(let order):
            producer(for: job, order, SupervisorAccess(self, log), catalog: catalog)
        }
    }

    private func producer(
        for job: Job, _ order: SupervisorOrder, _ supervisor: SupervisorAccess,
        catalog: @escaping @Sendable (Cancellation) throws -> Catalog
    ) -> any BackupProducer {
        let folders = FolderProducer(job, self)
        func file(_ choice: SupervisorFileProducer.Choice) -> any BackupProducer {
            SupervisorFileProducer(choice, supervisor, isPinned: job.isPinned, catalog: catalog)
        }
        return switch order {
        case .direct: DirectProducer(folders: folders, supervisor: supervisor)
        case .apps: AppsProducer(folders, supervisor, job: job, isCompressed: backup.compressed)
        case .classic: file(.new(fullBackup(for: job)))
        case .existing(let slug): file(.existing(slug))
        case .missing: file(.missing(retention.policy))
        }
    }

    private func fullBackup(for job: Job) -> NewSupervisorBackup {
        var order = NewSupervisorBackup(name: job.name, content: .full)
        order.password = backup.password?.value
        order.isCompressed = backup.compressed
        order.excludesDatabase = source.excludeDatabase ? true : nil
        order.extra = ["drivepipe.instance": .string(mqtt.node)]
        return order
    }
}

extension Configuration.SupervisorMode {
    /// Where the bytes of a backup come from that nobody has said anything else of.
    fileprivate var origin: BackupOrigin {
        switch self {
        case .off: .folders
        case .direct: .supervisor(.direct)
        case .apps: .supervisor(.apps)
        case .classic: .supervisor(.classic)
        }
    }
}
