import Agent
import Drive
import FoundationEssentials
import JSON
import TestSupport
import Testing

@Suite struct SpaceMonitorTests {
    private let now = Date(timeIntervalSince1970: 1_767_225_600)
    private let quota = StorageQuota(limit: 1_000, usage: 500, usageInDrive: 300, usageInTrash: 100)

    @Test func `before the first look every key is there, and null`() {
        let monitor = SpaceMonitor()
        #expect(
            monitor.drivePayload == [
                "v": 1, "limit_bytes": nil, "used_bytes": nil, "free_bytes": nil, "used_percent": nil,
                "trash_bytes": nil, "used_by_others_bytes": nil, "state": "unknown", "checked_at": nil,
            ])
        #expect(
            monitor.diskPayload == [
                "v": 1, "path": nil, "total_bytes": nil, "used_bytes": nil, "free_bytes": nil, "used_percent": nil,
                "state": "unknown",
            ])
    }

    @Test func `a look is published, and again only when something has changed or somebody asks`() {
        var monitor = SpaceMonitor()
        #expect(monitor.take(.drive(quota), lastBackup: nil, isAsked: false, at: now) == [.publishDrive])
        #expect(
            monitor.drivePayload == [
                "v": 1, "limit_bytes": 1_000, "used_bytes": 500, "free_bytes": 500, "used_percent": 50.0,
                "trash_bytes": 100, "used_by_others_bytes": 200, "state": "ok", "checked_at": "2026-01-01T00:00:00Z",
            ])
        var changed = quota
        changed.usage += 10
        #expect(monitor.take(.drive(changed), lastBackup: nil, isAsked: false, at: now) == [])
        #expect(monitor.take(.drive(changed), lastBackup: nil, isAsked: true, at: now) == [.publishDrive])
        changed.usage += 11
        #expect(monitor.take(.drive(changed), lastBackup: nil, isAsked: false, at: now) == [.publishDrive])
    }

    @Test func `an account without a limit is shown as far as it goes`() {
        var monitor = SpaceMonitor()
        let unlimited = StorageQuota(limit: nil, usage: 500)
        #expect(monitor.take(.drive(unlimited), lastBackup: 400, isAsked: false, at: now) == [.publishDrive])
        #expect(monitor.drivePayload["used_bytes"] == 500)
        #expect(monitor.drivePayload["free_bytes"] == .null)
        #expect(monitor.drivePayload["state"] == "unknown")
    }

    @Test func `low space is an event and a problem`() {
        var monitor = SpaceMonitor()
        let space = Space(total: 1_000, used: 500, free: 500)
        let actions = monitor.take(.drive(quota), lastBackup: 400, isAsked: false, at: now)
        #expect(actions == [.publishDrive, .emit(.driveLow(space, lastBackup: 400)), .publishState])
        #expect(monitor.problems(after: nil) == [.driveSpace])
        let event = StorageEvent.driveLow(space, lastBackup: 400).payload(id: "1", at: now)
        #expect(
            event == [
                "event_type": "drive_space_low", "v": 1, "id": "1", "at": "2026-01-01T00:00:00Z",
                "message": "Google Drive is getting full: 500 B of 1000 B are free.", "needed_bytes": 400,
                "free_bytes": 500, "used_percent": 50.0,
            ])
        let ok = monitor.take(.drive(quota), lastBackup: 100, isAsked: false, at: now)
        #expect(ok == [.publishDrive, .emit(.driveOK(space, lastBackup: 100)), .publishState])
    }

    @Test func `a failure for want of space is told once an hour`() throws {
        var monitor = SpaceMonitor()
        _ = monitor.take(.drive(quota), lastBackup: nil, isAsked: false, at: now)
        var failure = JobFailure(code: "drive_space", message: "Too much.", isRetryable: false)
        failure.details = ["needed_bytes": 900, "free_bytes": 450]
        let told = monitor.failed(failure, at: now)
        let event = try #require(told).payload(id: "1", at: now)
        #expect(event["event_type"] == "drive_quota_exceeded")
        #expect(event["needed_bytes"] == 900 && event["free_bytes"] == 450 && event["used_percent"] == 50.0)
        #expect(monitor.failed(failure, at: now + 3_599) == nil)
        #expect(monitor.failed(failure, at: now + 3_600) != nil)
        let other = JobFailure(code: "network", message: "Away.", isRetryable: true)
        #expect(monitor.failed(other, at: now + 9_999) == nil)
    }

    @Test func `the problems tell our own finding from Google's refusal`() {
        let monitor = SpaceMonitor()
        #expect(monitor.problems(after: "drive_space") == [.driveSpace])
        #expect(monitor.problems(after: "drive_quota") == [.driveQuota])
        #expect(monitor.problems(after: "disk_space") == [])
        #expect(monitor.problems(after: "network") == [])
    }

    @Test func `a full disk is told with its path`() {
        var monitor = SpaceMonitor()
        let disk = DiskSpace(path: "/data", space: Space(total: 100, used: 95, free: 5))
        let actions = monitor.take(.disk(disk), lastBackup: 1 << 40, isAsked: false, at: now)
        #expect(actions == [.publishDisk, .emit(.diskLow(disk)), .publishState])
        #expect(monitor.diskPayload["path"] == "/data" && monitor.diskPayload["state"] == "low")
        #expect(StorageEvent.diskLow(disk).payload(id: "1", at: now)["path"] == "/data")
    }

    @Test func `a real folder has a disk, and one that is not there has none`() throws {
        let folder = try TemporaryFolder()
        let disk = try #require(DiskSpace(of: folder.path))
        #expect(disk.space.total > 0 && disk.space.free > 0 && disk.space.free <= disk.space.total)
        #expect(disk.space.used + disk.space.free <= disk.space.total)
        #expect(DiskSpace(of: folder.path + "/nowhere") == nil)
    }
}
