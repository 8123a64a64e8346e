/// What a job is busy with.
package enum JobPhase: String, Sendable, Codable {
    /// Logging in, looking for the folder.
    case preparing
    /// The source is listed, then its bytes go to Drive.
    case streaming
    /// All bytes are sent; Drive's answer is awaited and its checksum compared.
    case finalizing
    /// Backups that no rule keeps are deleted.
    case pruning
    /// A backup is read through.
    case verifying
    /// Files are brought back into a folder.
    case restoring
    /// A backup is copied into a folder.
    case fetching
}
