import Backup
import FoundationEssentials
import JSON

/// A backup that was looked through and found good.
package struct VerificationResult: Sendable, Equatable {
    /// Drive's id, or the path of a file on this machine.
    package var target: String
    package var name: String
    package var depth: VerificationDepth
    package var sizeBytes: Int64
    package var members: Int
    /// Files, folders and links in them; 0 when only the headers were looked at.
    package var entries: Int
    /// Whether the contents could be looked at: an encrypted backup hides them without its password.
    package var contentsChecked: Bool
    /// Seconds.
    package var duration: TimeInterval

    package init(
        target: String, name: String, depth: VerificationDepth, sizeBytes: Int64, members: Int, entries: Int,
        contentsChecked: Bool, duration: TimeInterval
    ) {
        self.target = target
        self.name = name
        self.depth = depth
        self.sizeBytes = sizeBytes
        self.members = members
        self.entries = entries
        self.contentsChecked = contentsChecked
        self.duration = duration
    }

    /// What events and replies say of it.
    package var payload: JSON {
        [
            "target": .string(target), "name": .string(name), "depth": .string(depth.rawValue),
            "size_bytes": .integer(sizeBytes), "members": .integer(Int64(members)),
            "entries": .integer(Int64(entries)), "contents_checked": .bool(contentsChecked),
            "duration_s": .integer(Int64(duration.rounded())),
        ]
    }

    /// For people.
    package var sentence: String {
        guard contentsChecked else {
            return "The structure of the backup \(name) is whole. Its contents are encrypted and were not looked at."
        }
        switch depth {
        case .header: return "The backup \(name) has the structure that it should have."
        case .full: return "The backup \(name) is whole."
        }
    }
}
