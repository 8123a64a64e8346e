import Archive
import Backup
import FoundationEssentials
import JSON
import Logging

/// One piece of work from its start to its end.
package struct Job: Sendable, Equatable {
    /// `20261123T021500Z-7f3a`
    package let id: String
    package let kind: JobKind
    /// Of the backup, as people know it, without placeholders.
    package let name: String
    package let exclude: [String]
    package let include: [String]
    /// Of a backup: whether retention shall never delete it.
    package let isPinned: Bool
    package let trigger: Trigger
    package let startedAt: Date

    /// - Parameter template: of the name, with `{date}` and `{time}`.
    package init(
        id: String, nameFrom template: String, exclude: [String] = [], include: [String] = [],
        isPinned: Bool = false, trigger: Trigger, startedAt: Date
    ) {
        self.id = id
        kind = .backup
        name = BackupName(template: template, date: startedAt).text
        self.exclude = exclude
        self.include = include
        self.isPinned = isPinned
        self.trigger = trigger
        self.startedAt = startedAt
    }

    /// A look through a backup that is there.
    package init(
        id: String, verifying target: BackupTarget, depth: VerificationReport.Depth, trigger: Trigger, startedAt: Date
    ) {
        self.init(
            id: id, kind: .verification(of: target, depth: depth), name: target.text, trigger: trigger,
            startedAt: startedAt)
    }

    /// A look at which backups the rules let go, and their end.
    package init(id: String, pruning options: PruneOptions, startedAt: Date) {
        self.init(id: id, kind: .pruning(options), name: "prune", trigger: options.trigger, startedAt: startedAt)
    }

    private init(id: String, kind: JobKind, name: String, trigger: Trigger, startedAt: Date) {
        self.id = id
        self.kind = kind
        self.name = name
        exclude = []
        include = []
        isPinned = false
        self.trigger = trigger
        self.startedAt = startedAt
    }

    /// A new id: the moment, and four digits against two starts within a second.
    package static func newID(at date: Date) -> String {
        let moment = date.payloadText.filter { $0 != "-" && $0 != ":" }
        let digits = String(UInt16.random(in: 0...UInt16.max), radix: 16)
        return "\(moment)-\(String(repeating: "0", count: 4 - digits.count))\(digits)"
    }
}

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

/// How a job ended.
package enum JobOutcome: Sendable, Equatable {
    case completed(JobResult)
    /// A backup was looked through and is good.
    case verified(VerificationResult)
    /// The rules were carried out, or would have been.
    case pruned(PruneResult)
    case failed(JobFailure)
    case cancelled
}

/// A verified backup in Drive.
package struct JobResult: Sendable, Equatable {
    package var fileID: String
    package var fileName: String
    package var slug: String
    package var sizeBytes: Int64
    package var md5: String
    /// Seconds.
    package var duration: TimeInterval
    /// The first hundred of them.
    package var notices: [BackupNotice]
    package var warningCount: Int
    package var members: [MemberStatistics]

    package init(
        fileID: String, fileName: String, slug: String, sizeBytes: Int64, md5: String, duration: TimeInterval,
        notices: [BackupNotice] = [], warningCount: Int = 0, members: [MemberStatistics] = []
    ) {
        self.fileID = fileID
        self.fileName = fileName
        self.slug = slug
        self.sizeBytes = sizeBytes
        self.md5 = md5
        self.duration = duration
        self.notices = notices
        self.warningCount = warningCount
        self.members = members
    }
}

/// Why a job failed.
package struct JobFailure: Sendable, Equatable, Error {
    /// Stable, for machines.
    package var code: String
    /// A sentence for people, and what to do next.
    package var message: String
    /// Whether trying again later makes sense without a change.
    package var isRetryable: Bool
    /// When that would be; nil when it is not known, or when somebody has to do something first.
    package var retryAt: Date?
    /// How often the job began: twice when an upload session was lost on the way.
    package var attempt = 1
    /// The numbers in the sentence, for replies and events.
    package var details: [String: JSON] = [:]

    package init(code: String, message: String, isRetryable: Bool, retryAt: Date? = nil) {
        self.code = code
        self.message = message
        self.isRetryable = isRetryable
        self.retryAt = retryAt
    }
}

extension JobOutcome {
    /// Tells the log about single files.
    package func logNotices(to log: Logger) {
        guard case .completed(let result) = self else { return }
        for notice in result.notices { log.log(level: notice.severity == .warning ? .warning : .info, "\(notice)") }
    }
}
