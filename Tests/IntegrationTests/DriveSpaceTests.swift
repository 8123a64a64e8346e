import Agent
import Catalog
import DriveSimulator
import FoundationEssentials
import JSON
import MQTT
import TestSupport
import Testing

/// Too little room in Drive, as everybody at the broker sees it.
@Suite struct DriveSpaceTests {
    @Test func `a backup that does not fit is refused with numbers before a byte is sent`() async throws {
        let site = try await Site(kibibytes: 1_024)
        site.drive.setQuota(limit: 2 << 20, usage: 3 << 19)
        let (watcher, agent) = try await begin(site)
        try watcher.send("drivepipe/command/start", #"{"id": "s"}"#)
        let reply = try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        #expect(reply["code"] == "drive_space")
        #expect(reply["data"]?["free_bytes"] == .integer(1 << 19))
        #expect(reply["data"]?["used_by_others_bytes"] == .integer(3 << 19))
        let needed = try #require(reply["data"]?["needed_bytes"]?.integer)
        #expect((1 << 20)..<(5 << 18) ~= needed)
        #expect(reply["message"]?.string?.contains("Google Drive has 512.0 KiB free of 2.0 MiB") == true)
        let event = try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "failed" }
        #expect(event["needed_bytes"] == .integer(needed))
        let storage = try await watcher.wait(for: "drivepipe/event/storage") {
            $0["event_type"] == "drive_quota_exceeded"
        }
        #expect(storage["free_bytes"] == .integer(1 << 19) && storage["needed_bytes"] == .integer(needed))
        try await watcher.wait(for: "drivepipe/state") { $0["problems"] == ["drive_space", "last_failed"] }
        let uploads = site.drive.requests.filter { [.sessionStart, .chunk, .finalChunk].contains($0.kind) }
        #expect(uploads.isEmpty)
        #expect(site.drive.openSessions == 0 && site.backups.isEmpty)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `without a limit, and without an answer, the backup goes ahead`() async throws {
        let site = try await Site()
        let (watcher, agent) = try await begin(site)
        for attempt in 1...2 {
            if attempt == 1 {
                site.drive.setQuota(limit: nil, usage: 1 << 40)
            } else {
                site.drive.add(Fault(.status(403, reason: "insufficientPermissions"), on: .about, times: nil))
            }
            try watcher.send("drivepipe/command/start", #"{"id": "\#(attempt)"}"#)
            let reply = try await watcher.wait(for: "drivepipe/response/start") {
                $0["id"] == .string("\(attempt)") && $0["final"] == true
            }
            #expect(reply["status"] == "done")
        }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `how full Drive and the disk are is retained, and low and ok are told once each`() async throws {
        let site = try await Site()
        site.drive.setQuota(limit: 100 << 20, usage: 50 << 20)
        let (watcher, agent) = try await begin(site)
        let first = try await watcher.wait(for: "drivepipe/drive") { $0["checked_at"] != .null }
        #expect(first["limit_bytes"] == .integer(100 << 20) && first["used_percent"] == 50)
        #expect(first["state"] == "ok")
        let disk = try await watcher.wait(for: "drivepipe/disk") { $0["path"] != .null }
        #expect(disk["path"] == .string(site.folder.path("config")))
        for usage: Int64 in [95, 94, 88, 50, 51] {
            site.drive.setQuota(limit: 100 << 20, usage: usage << 20)
            let before = watcher.payloads(on: "drivepipe/drive").count
            try watcher.send("drivepipe/command/start", "PRESS")
            try await eventually {
                let payloads = watcher.payloads(on: "drivepipe/drive")
                return payloads.count > before && payloads.last?["used_by_others_bytes"] == .integer(usage << 20)
            }
        }
        try await watcher.wait(for: "drivepipe/state") { $0["problems"] == ["drive_space"] }
        try await watcher.wait(for: "drivepipe/event/storage") { $0["event_type"] == "drive_space_ok" }
        let types = watcher.payloads(on: "drivepipe/event/storage").map { $0["event_type"] }
        #expect(types == ["drive_space_low", "drive_space_ok"])
        #expect(watcher.messages(on: "drivepipe/event/storage").allSatisfy { !$0.retained })
        await agent.stop()
        await watcher.stop()
        let later = try await Watcher(site)
        let retained = try await later.wait(for: "drivepipe/drive")
        #expect(retained["used_by_others_bytes"] == .integer(51 << 20))
        #expect(later.messages(on: "drivepipe/drive").first?.retained == true)
        await later.stop()
    }

    @Test func `an upload that cannot fit any more is stopped early`() async throws {
        let site = try await Site(kibibytes: 8_192)
        site.drive.add(Fault(.delay(seconds: 0.5), on: .chunk, times: nil))
        var configuration = site.configuration
        configuration.drive.spaceInterval = 0.2
        let (watcher, agent) = try await begin(site, configuration)
        try watcher.send("drivepipe/command/start", #"{"id": "s"}"#)
        try await eventually { site.drive.bytesKept > 0 }
        // Room for what is sent by now, so that Google itself has no reason yet to refuse anything.
        site.drive.setQuota(limit: 10 << 20, usage: 3 << 20)
        let reply = try await watcher.wait(for: "drivepipe/response/start") { $0["final"] == true }
        #expect(reply["code"] == "drive_space")
        #expect(reply["data"]?["free_bytes"] == .integer(7 << 20))
        #expect(site.drive.bytesReceived < 4 << 20)
        #expect(site.drive.openSessions == 0 && site.backups.isEmpty)
        await agent.stop()
        await watcher.stop()
    }

    @Test(arguments: [true, false])
    func `room is made beforehand by what retention lets go, if that is wanted`(isWanted: Bool) async throws {
        let site = try await Site(kibibytes: 1_024)
        site.drive.setQuota(limit: 5 << 19, usage: 0)
        var configuration = site.configuration
        configuration.retention.policy = RetentionPolicy(keepLast: 2)
        configuration.retention.deleteBefore = isWanted
        let (watcher, agent) = try await begin(site, configuration)
        var codes: [JSON?] = []
        for attempt in 1...3 {
            try watcher.send("drivepipe/command/start", #"{"id": "\#(attempt)"}"#)
            let reply = try await watcher.wait(for: "drivepipe/response/start") {
                $0["id"] == .string("\(attempt)") && $0["final"] == true
            }
            codes.append(reply["code"])
        }
        let made = watcher.payloads(on: "drivepipe/event/backup").compactMap { $0["file_id"]?.string }
        #expect(codes == ["ok", "ok", isWanted ? "ok" : "drive_space"])
        #expect(Set(site.backups.map(\.id)) == Set(made.suffix(2)))
        await agent.stop()
        await watcher.stop()
    }

    private func begin(
        _ site: Site, _ configuration: Configuration? = nil
    ) async throws -> (Watcher, RunningAgent) {
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration ?? site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        return (watcher, agent)
    }
}
