extension Configuration {
    /// What keeps the backups.
    /// - Parameter account: where it is Google Drive.
    package func destination(_ account: DriveAccount) -> any Destination {
        guard destination == .folder, let path = destinationDirectory else { return account }
        return FolderDestination(path, instance: mqtt.node)
    }

    /// Where the copies of backups go; nil: nowhere.
    var copies: FolderDestination? {
        tee.directory.map { FolderDestination($0, instance: mqtt.node) }
    }

    /// Whether backups lie at Google, so that somebody has to sign in there.
    package var needsGoogle: Bool { destination == .drive }
}
