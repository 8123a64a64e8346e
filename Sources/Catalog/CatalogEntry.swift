import FoundationEssentials

/// A backup that lies in a destination, as far as its listing tells: everything that retention may go by.
package struct CatalogEntry: Sendable, Equatable {
    /// What a backup holds.
    package enum Kind: String, Sendable {
        /// All that the configuration asks for.
        case full
        /// Less than that, or without the database.
        case partial
        /// No backup of Home Assistant, but what another program wrote into a named pipe.
        case stream
    }

    /// How far the bytes in the destination can be trusted.
    package enum Trust: Sendable, Equatable {
        /// Found to be what was sent, or looked through since and found whole.
        case verified
        /// Nobody has confirmed it: the writer died between the last byte and the comparison.
        case unconfirmed
        /// A verification found it broken, or its checksum is not the one that was noted.
        case damaged
    }

    /// The destination's own id, by which alone it is ever deleted.
    package var id: String
    package var name: String
    /// Who made it; nil for what carries no mark of DrivePipe's, and is none of our business.
    package var instance: String?
    /// Home Assistant's id of it: eight hexadecimal digits.
    package var slug: String?
    /// Of the start of the backup.
    package var date: Date
    /// Bytes in the destination.
    package var size: Int64
    package var kind: Kind
    /// Which of several rows of backups it belongs to, each with a retention of its own; nil for Home Assistant's.
    package var series: String?
    package var isPinned: Bool
    /// What somebody noted when pinning it.
    package var note: String?
    package var trust: Trust
    package var md5: String?
    /// MD5 of what was sent, as noted; nil where nobody noted it.
    package var sentMD5: String?

    package init(
        id: String, name: String, instance: String?, slug: String? = nil, date: Date, size: Int64, kind: Kind = .full,
        series: String? = nil, isPinned: Bool = false, note: String? = nil, trust: Trust = .verified, md5: String? = nil
    ) {
        self.id = id
        self.name = name
        self.instance = instance
        self.slug = slug
        self.date = date
        self.size = size
        self.kind = kind
        self.series = series
        self.isPinned = isPinned
        self.note = note
        self.trust = trust
        self.md5 = md5
    }
}

extension Sequence<CatalogEntry> {
    /// Bytes of all of them, or the most there can be: sizes come from outside.
    package var totalSize: Int64 {
        reduce(0) { sum, entry in
            let (total, isBeyond) = sum.addingReportingOverflow(Swift.max(0, entry.size))
            return isBeyond ? .max : total
        }
    }
}
