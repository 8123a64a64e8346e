/// What a job is busy with.
package enum JobPhase: String, Sendable, Codable {
    /// The destination is made ready, and what the bytes come from: sign-in, folder, named pipe, the Supervisor's backup.
    case preparing
    /// The source is listed, then its bytes go to the destination.
    case streaming
    /// All bytes are sent; the destination's answer is awaited and its checksum compared.
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
