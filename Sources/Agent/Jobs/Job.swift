import Backup
import FoundationEssentials

/// One piece of work from its start to its end.
package struct Job: Sendable, Equatable {
    /// `20261123T021500Z-7f3a`
    package let id: String
    package let kind: JobKind
    /// Of the backup, as people know it, without placeholders.
    package let name: String
    package let exclude: [String]
    package let include: [String]
    /// Of a partial backup: what goes in beside the configuration; nil: all that is configured.
    package let folders: [BackupFolder]?
    /// Of a backup: whether retention shall never delete it.
    package let isPinned: Bool
    /// Of a backup: whether it is read back once it is there.
    package let verifies: Bool
    /// Of a backup: where its bytes come from; nil: from where the configuration says.
    package let origin: BackupOrigin?
    package let trigger: Trigger
    package let startedAt: Date

    /// - Parameter template: of the name, with `{date}` and `{time}`.
    package init(
        id: String, nameFrom template: String, exclude: [String] = [], include: [String] = [],
        folders: [BackupFolder]? = nil, isPinned: Bool = false, verifies: Bool = false,
        origin: BackupOrigin? = nil, trigger: Trigger, startedAt: Date
    ) {
        self.id = id
        kind = .backup
        name = BackupName(template: template, date: startedAt).text
        self.exclude = exclude
        self.include = include
        self.folders = folders
        self.isPinned = isPinned
        self.verifies = verifies
        self.origin = origin
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

    /// A backup that comes to a folder of this machine.
    package init(id: String, fetching options: FetchOptions, startedAt: Date) {
        self.init(
            id: id, kind: .fetching(options), name: options.target.text, trigger: options.trigger, startedAt: startedAt)
    }

    private init(id: String, kind: JobKind, name: String, trigger: Trigger, startedAt: Date) {
        self.id = id
        self.kind = kind
        self.name = name
        exclude = []
        include = []
        folders = nil
        isPinned = false
        verifies = false
        origin = nil
        self.trigger = trigger
        self.startedAt = startedAt
    }

    /// Whether it makes a backup of Home Assistant: what else is stored says nothing of how well the house is kept.
    var isOfHouse: Bool { kind == .backup && origin?.series == nil }

    /// Whether it is there to delete backups.
    var deletes: Bool {
        guard case .pruning(let options) = kind else { return false }
        return !options.isDryRun
    }

    /// A new id: the moment, and four digits against two starts within a second.
    package static func newID(at date: Date) -> String {
        let moment = date.payloadText.filter { $0 != "-" && $0 != ":" }
        let digits = String(UInt16.random(in: 0...UInt16.max), radix: 16)
        return "\(moment)-\(String(repeating: "0", count: 4 - digits.count))\(digits)"
    }
}
