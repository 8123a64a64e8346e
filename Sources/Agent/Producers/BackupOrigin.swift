/// Who makes the bytes of a backup.
package enum BackupOrigin: Sendable, Equatable {
    /// Our own archiver, from the folders of the configuration.
    case folders
    /// Whoever writes into a named pipe.
    case pipe(PipeOrder)
    /// Home Assistant's Supervisor, alone or together with our own archiver.
    case supervisor(SupervisorOrder)

    /// Of the name of what has none of its own and is no backup of the house: it is called after its pipe.
    package var nameTemplate: String? {
        guard case .pipe(let order) = self, !order.isMember else { return nil }
        return "\(order.name) {date} {time}"
    }

    /// The row of backups that it belongs to, where it is no backup of Home Assistant; nil where it is one.
    package var series: String? {
        guard case .pipe(let order) = self, !order.isMember else { return nil }
        return "pipe:\(order.name)"
    }

    /// Whether the Supervisor alone says what is in it.
    var isPackedBySupervisor: Bool {
        guard case .supervisor(let order) = self else { return false }
        return order != .direct && order != .apps
    }
}
