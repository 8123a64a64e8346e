/// Something a user should know about one path of a backup that was made all the same.
package struct BackupNotice: Sendable, Equatable, CustomStringConvertible {
    /// How much it matters.
    package enum Severity: Sendable {
        /// By design: a socket has no content.
        case note
        /// The backup lacks something that it was asked for.
        case warning
    }

    package let severity: Severity
    package let path: String
    package let reason: String

    package init(severity: Severity, path: String, reason: String) {
        self.severity = severity
        self.path = path
        self.reason = reason
    }

    package var description: String { "\(path): \(reason)" }
}

/// The notices of one backup: all of them counted, the first of them kept.
package struct BackupNotices: Sendable {
    private static let kept = 100
    /// So that notes leave room for warnings.
    private static let notesKept = 30

    package private(set) var list: [BackupNotice] = []
    package private(set) var warningCount = 0

    package init() {}

    mutating func add(_ severity: BackupNotice.Severity, _ path: [UInt8], _ reason: String) {
        if severity == .warning { warningCount += 1 }
        guard list.count < (severity == .note ? Self.notesKept : Self.kept) else { return }
        list.append(BackupNotice(severity: severity, path: String(decoding: path, as: UTF8.self), reason: reason))
    }

    package mutating func add(_ notices: [BackupNotice]) {
        warningCount += notices.count { $0.severity == .warning }
        list += notices.prefix(Self.kept - list.count)
    }

    mutating func add(_ others: BackupNotices) {
        warningCount += others.warningCount
        list += others.list.prefix(Self.kept - list.count)
    }
}
