import Drive
import FoundationEssentials
import JSON

/// What the agent knows of the room at the destination and on the disk, and what is to be said of each new look at it.
package struct SpaceMonitor: Sendable {
    /// A look at one of the two.
    package enum Look: Sendable, Equatable {
        case drive(StorageQuota)
        case disk(DiskSpace)
    }

    /// What is to be told.
    package enum Action: Sendable, Equatable {
        case publishDrive
        case publishDisk
        /// The list of problems has changed.
        case publishState
        case emit(StorageEvent)
    }

    private var drive = SpaceGauge<StorageQuota>()
    private var disk = SpaceGauge<DiskSpace>()
    private var toldExceededAt: Date?

    private static let interval: TimeInterval = 3600

    /// What keeps the backups, such as people call it.
    private let place: String

    package init(place: String = "Google Drive") {
        self.place = place
    }

    /// Whether there is anything to tell of the destination yet, and of the disk.
    package var hasSeenDrive: Bool { drive.content != nil }
    package var hasSeenDisk: Bool { disk.content != nil }

    /// The topic `drive`.
    package var drivePayload: JSON { SpaceReport.drive(drive.content, drive.level, checkedAt: drive.lookedAt) }

    /// The topic `disk`.
    package var diskPayload: JSON { SpaceReport.disk(disk.content, disk.level) }

    /// - Parameters:
    ///   - lastBackup: its size in bytes.
    ///   - isAsked: somebody waits for it, so that it is published even if nothing has changed.
    package mutating func take(_ look: Look, lastBackup: Int64?, isAsked: Bool, at now: Date) -> [Action] {
        let before = problems(after: nil)
        var actions: [Action] =
            switch look {
            case .drive(let quota): take(quota, lastBackup, isAsked, now)
            case .disk(let space): take(space, isAsked, now)
            }
        if problems(after: nil) != before { actions.append(.publishState) }
        return actions
    }

    private mutating func take(
        _ quota: StorageQuota, _ lastBackup: Int64?, _ isAsked: Bool, _ now: Date
    ) -> [Action] {
        let news = drive.take(quota, quota.space, lastBackup: lastBackup, isAsked: isAsked, at: now)
        var actions: [Action] = news.isDue ? [.publishDrive] : []
        if let isLow = news.isLow, let space = quota.space {
            actions.append(
                .emit(
                    isLow
                        ? .driveLow(space, lastBackup: lastBackup, place: place)
                        : .driveOK(space, lastBackup: lastBackup, place: place)))
        }
        return actions
    }

    private mutating func take(_ space: DiskSpace, _ isAsked: Bool, _ now: Date) -> [Action] {
        let news = disk.take(space, space.space, lastBackup: nil, isAsked: isAsked, at: now)
        var actions: [Action] = news.isDue ? [.publishDisk] : []
        if let isLow = news.isLow { actions.append(.emit(isLow ? .diskLow(space) : .diskOK(space))) }
        return actions
    }

    /// What is to be told when a job has failed: at most once an hour that it was for want of space.
    package mutating func failed(_ failure: JobFailure, at now: Date) -> StorageEvent? {
        guard SpaceProblem(code: failure.code) != nil else { return nil }
        // In either direction: the clock may be set back.
        if let last = toldExceededAt, abs(now.timeIntervalSince(last)) < Self.interval { return nil }
        toldExceededAt = now
        return .quotaExceeded(failure, drive.content?.space)
    }

    /// - Parameter code: that of the failure that stands, if any.
    package func problems(after code: String?) -> [SpaceProblem] {
        var found: Set<SpaceProblem> = []
        if let code, let problem = SpaceProblem(code: code) { found.insert(problem) }
        if drive.level == .low || drive.level == .full { found.insert(.driveSpace) }
        if disk.level == .low || disk.level == .full { found.insert(.diskSpace) }
        return SpaceProblem.allCases.filter(found.contains)
    }
}

/// What can be wrong with the room for backups, as the list of problems has it.
package enum SpaceProblem: String, Sendable, CaseIterable {
    /// The destination is low, or DrivePipe found that a backup would not fit.
    case driveSpace = "drive_space"
    /// Google refused a backup because the account is full.
    case driveQuota = "drive_quota"
    case diskSpace = "disk_space"

    /// Of a failed job that had no room at the destination; nil for any other.
    init?(code: String) {
        guard let problem = code == "destination_full" ? .driveSpace : SpaceProblem(rawValue: code),
            problem != .diskSpace
        else { return nil }
        self = problem
    }
}
