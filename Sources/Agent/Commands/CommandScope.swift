import Backup

/// What the configuration lets commands ask for.
package struct CommandScope: Sendable, Equatable {
    /// The folders that a partial backup can be made of.
    package var folders: Set<BackupFolder>
    /// Whether there is a folder that backups may be fetched to.
    package var canFetch: Bool
    /// Whether there is a folder for named pipes.
    package var canPipe: Bool
    package var hasSupervisor: Bool
    /// Whether the Supervisor makes a backup that nobody says anything else of.
    package var isClassic = false

    package init(
        folders: Set<BackupFolder> = [], canFetch: Bool = false, canPipe: Bool = false, hasSupervisor: Bool = false
    ) {
        self.folders = folders
        self.canFetch = canFetch
        self.canPipe = canPipe
        self.hasSupervisor = hasSupervisor
    }

    package init(_ configuration: Configuration) {
        self.init(
            folders: Set(configuration.source.folders.keys), canFetch: configuration.fetchDirectory != nil,
            canPipe: configuration.pipe.directory != nil, hasSupervisor: configuration.supervisor.token != nil)
        isClassic = configuration.supervisor.mode == .classic
    }
}
