import Backup
import Catalog
import FoundationEssentials
import JSON

/// A backup that was looked through and found good.
package struct VerificationResult: Sendable, Equatable {
    /// The destination's id, or the path of a file on this machine.
    package var target: String
    /// What its manifest calls it, or whoever keeps it.
    package var name: String
    package var depth: VerificationReport.Depth
    package var members: Int
    /// Files, folders and links in them; 0 when only the headers were looked at.
    package var entries: Int
    /// Whether all contents were looked at: an encrypted backup hides them without its password.
    package var contentsChecked: Bool
    /// Bytes that were read for it.
    package var bytesRead: Int64
    /// Seconds.
    package var duration: TimeInterval

    package init(
        target: String, name: String, depth: VerificationReport.Depth, members: Int, entries: Int,
        contentsChecked: Bool, bytesRead: Int64, duration: TimeInterval
    ) {
        self.target = target
        self.name = name.cut(toBytes: 256)
        self.depth = depth
        self.members = members
        self.entries = entries
        self.contentsChecked = contentsChecked
        self.bytesRead = bytesRead
        self.duration = duration
    }

    package init(_ report: VerificationReport, of file: any BackupFile, duration: TimeInterval) {
        let target = VerifyJob.target(file)
        let name = report.manifest?.name ?? (file as? StoredBackup)?.entry.name ?? target
        self.init(
            target: target, name: name, depth: report.depth, members: report.members.count,
            entries: report.members.reduce(0) { $0 + $1.entries }, contentsChecked: report.contentsChecked,
            bytesRead: report.bytesRead, duration: duration)
    }

    /// What events and replies say of it.
    package var payload: JSON {
        [
            "target": .string(target), "name": .string(name), "depth": .string(depth.rawValue),
            "members": .integer(Int64(members)), "entries": .integer(Int64(entries)),
            "contents_checked": .bool(contentsChecked), "bytes_read": .integer(bytesRead),
            "duration_s": .integer(Int64(max(0, duration.rounded()))),
        ]
    }

    /// Every byte was asked for, and the contents stayed hidden.
    package var isLocked: Bool { depth == .full && !contentsChecked }

    /// For people.
    package var sentence: String {
        if isLocked {
            return "The structure of the backup \(name) is whole. Its contents are encrypted and were not looked at."
        }
        switch depth {
        case .header: return "The backup \(name) has the structure that it should have."
        case .full: return "The backup \(name) is whole."
        }
    }
}
