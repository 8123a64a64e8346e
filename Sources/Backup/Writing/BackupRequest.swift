import Archive
import FoundationEssentials

/// One backup to be made.
package struct BackupRequest: Sendable {
    package var name: BackupName
    /// When it began.
    package var date: Date
    package var source: BackupSource
    package var isCompressed: Bool
    /// 1 (fast) to 9 (small).
    package var level: Int32
    /// Encrypts the members; nil, and the backup is plain.
    package var password: String?
    /// Bytes of compressed data that are held back before a size is promised.
    package var lookAhead: Int
    /// Which agent makes it.
    package var instance: String
    package var producerVersion: String

    package init(
        name: String, date: Date, source: BackupSource, isCompressed: Bool = true, level: Int32 = 6,
        password: String? = nil, lookAhead: Int = 8 << 20, instance: String, producerVersion: String
    ) {
        self.name = BackupName(template: name, date: date)
        self.date = date
        self.source = source
        self.isCompressed = isCompressed
        self.level = level
        self.password = password
        self.lookAhead = lookAhead
        self.instance = instance
        self.producerVersion = producerVersion
    }
}

/// What a finished backup consists of.
package struct BackupSummary: Sendable {
    package var slug: String
    package var members: [MemberStatistics]
    package var notices: BackupNotices
}

/// How far a backup is, told by its writer.
package enum BackupProgress: Sendable, Equatable {
    /// The source was read through: so many entries and bytes of tar are to be packed.
    case planned(entries: Int, tarBytes: Int64)
    /// The file that is packed now.
    case item(String)
    /// What the whole archive is expected to have, as far as that can be said.
    case expected(archiveBytes: Int64)
}
