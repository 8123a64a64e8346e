/// What is wrong until somebody or something mends it: the words in the topic `state`, in this order.
package enum Problem: String, Sendable, CaseIterable {
    /// The newest good backup is too old.
    case stale
    /// Somebody has to connect the agent to a Google account.
    case auth
    case driveSpace = "drive_space"
    case driveQuota = "drive_quota"
    case diskSpace = "disk_space"
    /// Backups are still there that the rules let go.
    case retention
    /// The last backup failed.
    case lastFailed = "last_failed"
    /// The machine's clock is not set.
    case clock
    /// Something in the configuration, or in the entities' descriptions, was not understood.
    case config
    /// Another agent of the same name is at the broker.
    case instance

    /// For people: what it is, and what to do. Without numbers, which would change.
    package var sentence: String {
        switch self {
        case .stale: "There has been no good backup for too long. Start one, and see what keeps the schedule from it."
        case .auth: "DrivePipe is not connected to Google Drive. Press Authorize."
        case .driveSpace: "There is too little room where the backups are kept. Delete something or keep fewer backups."
        case .driveQuota: "Google refused the last backup because the account is full."
        case .diskSpace: "The local disk is nearly full."
        case .retention: "Old backups are still there that should be deleted. Press Prune, and see the log."
        case .lastFailed: "The last backup failed. See Last error."
        case .clock: "The clock of the machine is not set; the schedule waits for it."
        case .config: "Something in the configuration was not understood. See the log of the agent's start."
        case .instance:
            "Another DrivePipe with the same name uses this broker. Give one of them another node and base topic."
        }
    }
}
