import FoundationEssentials
import JSON

/// Something that happened to the room for backups.
package enum StorageEvent: PublishedEvent, Equatable {
    /// The size of the last backup in bytes is what the next one is expected to need.
    case driveLow(Space, lastBackup: Int64?, place: String = "Google Drive")
    case driveOK(Space, lastBackup: Int64?, place: String = "Google Drive")
    /// A backup did not fit. The space as it was looked at last.
    case quotaExceeded(JobFailure, Space?)
    case diskLow(DiskSpace)
    case diskOK(DiskSpace)

    package var type: String {
        switch self {
        case .driveLow: "drive_space_low"
        case .driveOK: "drive_space_ok"
        case .quotaExceeded: "drive_quota_exceeded"
        case .diskLow: "disk_space_low"
        case .diskOK: "disk_space_ok"
        }
    }

    package func topic(in topics: Topics) -> String { topics.storageEvent }

    package var details: [String: JSON] {
        switch self {
        case .driveLow(let space, let lastBackup, _), .driveOK(let space, let lastBackup, _):
            ["needed_bytes": JSON(lastBackup)].merging(space.numbers) { _, new in new }
        case .quotaExceeded(let failure, let space):
            ["needed_bytes": nil, "free_bytes": nil, "used_percent": nil, "code": .string(failure.code)]
                .merging(space?.numbers ?? [:]) { _, new in new }
                .merging(failure.details) { _, new in new }
        case .diskLow(let disk), .diskOK(let disk):
            ["path": .string(disk.path)].merging(disk.space.numbers) { _, new in new }
        }
    }

    package var message: String {
        switch self {
        case .driveLow(let space, _, let place): "\(place.asBeginning) is getting full: \(space.summary)."
        case .driveOK(let space, _, let place): "\(place.asBeginning) has room again: \(space.summary)."
        case .quotaExceeded(let failure, _): failure.message
        case .diskLow(let disk): "The disk of \(disk.path) is getting full: \(disk.space.summary)."
        case .diskOK(let disk): "The disk of \(disk.path) has room again: \(disk.space.summary)."
        }
    }
}

extension Space {
    /// The keys that each storage event has.
    fileprivate var numbers: [String: JSON] {
        ["free_bytes": .integer(free), "used_percent": .number(usedPercent.inTenths)]
    }

    fileprivate var summary: String { "\(String(bytes: free)) of \(String(bytes: total)) are free" }
}

extension String {
    /// At the start of a sentence.
    fileprivate var asBeginning: String { prefix(1).uppercased() + dropFirst() }
}

extension Double {
    /// Rounded to one digit behind the point.
    var inTenths: Double { (self * 10).rounded() / 10 }
}
