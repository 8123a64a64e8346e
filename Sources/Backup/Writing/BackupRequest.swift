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
    /// Those that members are packed at.
    var levels: PackingLevels { PackingLevels(base: level, strongest: memory.strongestLevel) }
    /// Encrypts the members; nil, and the backup is plain.
    package var password: String?
    /// How many threads compress; 0 for as many as the process has processors.
    package var threads: Int
    package var memory: MemoryPlan
    /// Which agent makes it.
    package var instance: String
    package var producerVersion: String
    /// Less was asked for than the configuration says, or it leaves out the database.
    package var isPartial: Bool

    /// - Parameter lookAhead: in place of the one in `memory`.
    package init(
        name: String, date: Date, source: BackupSource, isCompressed: Bool = true, level: Int32 = 6,
        threads: Int = 0, password: String? = nil, memory: MemoryPlan = .default, lookAhead: Int? = nil,
        instance: String, producerVersion: String
    ) {
        self.name = BackupName(template: name, date: date)
        self.date = date
        self.source = source
        self.isCompressed = isCompressed
        self.level = level
        self.threads = threads
        self.password = password
        self.memory = memory
        if let lookAhead { self.memory.lookAhead = lookAhead }
        self.instance = instance
        self.producerVersion = producerVersion
        isPartial = source.excludesDatabase
    }

    /// Bytes of compressed data that are held back before a size is promised.
    var lookAhead: Int { memory.lookAhead }
}
