import Drive
import FoundationEssentials
import JSON

/// The topics `drive` and `disk`. Every key is always there, null where nothing is known. Bytes, and percents to a tenth.
package enum SpaceReport {
    /// - Parameter checkedAt: when Google was asked; nil if never.
    package static func drive(_ quota: StorageQuota?, _ level: SpaceAlarm.Level, checkedAt: Date?) -> JSON {
        [
            "v": 1, "limit_bytes": JSON(quota?.limit), "used_bytes": JSON(quota?.usage),
            "free_bytes": JSON(quota?.free), "used_percent": percent(quota?.space),
            "trash_bytes": JSON(quota?.usageInTrash), "used_by_others_bytes": JSON(quota?.usedByOthers),
            "state": .string(level.rawValue), "checked_at": JSON(checkedAt?.payloadText),
        ]
    }

    /// - Parameter disk: nil as long as it was not looked at.
    package static func disk(_ disk: DiskSpace?, _ level: SpaceAlarm.Level) -> JSON {
        [
            "v": 1, "path": JSON(disk?.path), "total_bytes": JSON(disk?.space.total),
            "used_bytes": JSON(disk?.space.used), "free_bytes": JSON(disk?.space.free),
            "used_percent": percent(disk?.space), "state": .string(level.rawValue),
        ]
    }

    private static func percent(_ space: Space?) -> JSON {
        space.map { .number($0.usedPercent.inTenths) } ?? .null
    }
}
