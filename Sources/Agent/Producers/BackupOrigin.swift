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

/// What is expected to come through a named pipe.
package struct PipeOrder: Sendable, Equatable {
    /// Of the pipe: one component of a path, made of letters, digits, `_`, `-` and inner dots.
    package var name: String
    /// Whether it goes into a backup of Home Assistant that is made then, instead of being stored by itself.
    package var isMember = false
    /// Without frames the end of the file counts as success, whatever it was that ended the writer.
    package var isFramed = true
    /// Of the file that is stored, or that is restored from the backup it went into, without a dot in front; nil: `tar`.
    package var fileExtension: String?

    var storedExtension: String { fileExtension ?? "tar" }
}

/// Which backup is wanted of the Supervisor.
package enum SupervisorOrder: Sendable, Equatable {
    case direct, apps, classic
    /// One that lies on the local disk, by its slug of eight hexadecimal digits.
    case existing(String)
    /// All that lie there and are not at the destination yet.
    case missing
}
