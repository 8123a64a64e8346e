import Archive
import Backup
import FoundationEssentials

/// A verified backup at the destination.
package struct JobResult: Sendable, Equatable {
    package var fileID: String
    package var fileName: String
    package var slug: String
    /// Nil of a backup of Home Assistant.
    package var series: String?
    package var sizeBytes: Int64
    package var md5: String
    /// Seconds.
    package var duration: TimeInterval
    /// The first hundred of them.
    package var notices: [BackupNotice]
    package var warningCount: Int
    package var members: [MemberStatistics]
    /// The destination's name.
    package var place = "Google Drive"
    /// How many more backups of its kind wait to be stored.
    package var remaining = 0

    package init(
        fileID: String, fileName: String, slug: String, sizeBytes: Int64, md5: String, duration: TimeInterval,
        notices: [BackupNotice] = [], warningCount: Int = 0, members: [MemberStatistics] = []
    ) {
        self.fileID = fileID
        self.fileName = fileName
        self.slug = slug
        self.sizeBytes = sizeBytes
        self.md5 = md5
        // A clock that was set back makes no negative times.
        self.duration = max(0, duration)
        self.notices = notices
        self.warningCount = warningCount
        self.members = members
    }
}
