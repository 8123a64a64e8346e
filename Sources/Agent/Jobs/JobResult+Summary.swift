import Archive
import Backup
import Catalog
import FoundationEssentials
import JSON

extension JobResult {
    /// - Parameters:
    ///   - stored: as the destination has it now; that its notes do not call it verified is a warning.
    ///   - duration: seconds from start to verified.
    init(_ summary: BackupSummary, _ stored: StoredBackup, duration: TimeInterval) {
        let doubts = stored.entry.trust == .verified ? [] : [BackupNotice.unconfirmed(stored.entry)]
        self.init(
            fileID: stored.entry.id, fileName: stored.name, slug: summary.slug,
            sizeBytes: stored.size, md5: stored.md5 ?? "", duration: duration,
            notices: summary.notices.list + doubts, warningCount: summary.notices.warningCount + doubts.count,
            members: summary.members)
        series = stored.entry.series
    }
}

extension BackupNotice {
    fileprivate static func unconfirmed(_ entry: CatalogEntry) -> BackupNotice {
        BackupNotice(
            severity: .warning, path: entry.name,
            reason:
                "It is stored and whole, but that could not be noted. Verify it, or the next good backup "
                + "takes its place.")
    }
}

extension JobOutcome {
    /// The one object that a subcommand prints with `--json`.
    package func result(of kind: JobKind) -> JSON {
        switch self {
        case .completed(let result): result.detailedPayload
        case .verified(let result): result.payload
        case .pruned(let result): result.payload
        case .fetched(let result): result.payload
        case .skipped(let reason): ["skipped": true, "message": .string(reason)]
        case .failed(let failure): failure.payload
        case .cancelled: JobFailure.cancelled(sentence(of: kind)).payload
        }
    }
}

extension JobFailure {
    /// What scripts are told of work that somebody has interrupted.
    package static func cancelled(_ message: String) -> JobFailure {
        JobFailure(code: "cancelled", message: message, isRetryable: true)
    }

    /// What a subcommand prints with `--json` when it failed.
    package var payload: JSON {
        let own: [String: JSON] = ["error": .string(code), "message": .string(message)]
        return .object(own.merging(facts) { own, _ in own })
    }
}

extension JobResult {
    fileprivate var detailedPayload: JSON {
        var members = payload.object ?? [:]
        members["duration_s"] = .number(duration)
        members["notices"] = .array(notices.map { .string($0.description) })
        members["members"] = .array(
            self.members.map {
                [
                    "name": .string($0.name), "estimated_bytes": .integer($0.estimatedBytes),
                    "reserved_bytes": .integer($0.reservedBytes), "filler_bytes": .integer($0.fillerBytes),
                    "packed_bytes": .integer($0.packedBytes), "tar_bytes": .integer($0.tarBytes),
                    "superseded": .bool($0.supersedes),
                ]
            })
        return .object(members)
    }
}
