import Drive
import JSON
import Pipe

/// A backup that does not fit, with the numbers that explain it. All in bytes.
///
/// Its code is `drive_space`: DrivePipe itself found out. What Google refuses is `DriveError.quotaExceeded` with the code
/// `drive_quota`.
package struct SpaceShortage: ExplainedError, Equatable {
    /// What must be free.
    package let needed: Int64
    package let free: Int64
    package let limit: Int64
    /// In Drive's trash, which counts.
    package let trash: Int64
    /// Taken by Gmail and Photos.
    package let usedByOthers: Int64
    /// What has no room, where that is not Google Drive.
    package var place: String?

    package init(needed: Int64, _ quota: StorageQuota) {
        self.needed = needed
        free = quota.free ?? 0
        limit = quota.limit ?? 0
        trash = quota.usageInTrash
        usedByOthers = quota.usedByOthers
    }

    /// Bytes that are wanting.
    package var missing: Int64 { max(0, needed.saturatingSum(-free)) }

    package var code: String { "drive_space" }

    package var description: String {
        guard let place else { return googleSentence }
        return "The backup needs \(String(bytes: needed)), and \(place) has \(String(bytes: free)) free of "
            + "\(String(bytes: limit)). Delete something there, or keep fewer backups."
    }

    private var googleSentence: String {
        "The backup needs \(String(bytes: needed)), and Google Drive has \(String(bytes: free)) free of \(String(bytes: limit)) "
            + "(\(String(bytes: trash)) lie in its trash, Gmail and Photos take \(String(bytes: usedByOthers))). "
            + "Empty the trash, delete old backups or buy more space."
    }

    /// For replies and events.
    package var payload: [String: JSON] {
        [
            "needed_bytes": .integer(needed), "free_bytes": .integer(free), "limit_bytes": .integer(limit),
            "trash_bytes": .integer(trash), "used_by_others_bytes": .integer(usedByOthers),
        ]
    }
}
