import Pipe

/// Why no backup could be made of the source.
package enum BackupError: ExplainedError, Equatable {
    case sourceMissing(path: String)
    case sourceUnreadable(path: String, SystemError)
    /// The folder was there at the start and is gone, or another one stands in its place: unmounted, most likely.
    case sourceVanished(path: String)

    /// Stable, for machines.
    package var code: String {
        switch self {
        case .sourceMissing: "source_missing"
        case .sourceUnreadable: "source_unreadable"
        case .sourceVanished: "source_vanished"
        }
    }

    package var description: String {
        switch self {
        case .sourceMissing(let path):
            "The folder \(path) does not exist. Set source.config to Home Assistant's configuration folder."
        case .sourceUnreadable(let path, let error):
            "The folder \(path) cannot be read (\(error)). Check that the agent may read it."
        case .sourceVanished(let path):
            "The folder \(path) went away while it was read. Check that it stays mounted."
        }
    }
}
