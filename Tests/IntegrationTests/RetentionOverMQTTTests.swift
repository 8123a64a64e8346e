import Agent
import Catalog
import DriveSimulator
import JSON
import MQTT
import TestSupport
import Testing

/// What the agent deletes and keeps, of its own accord and because somebody says so.
@Suite struct RetentionOverMQTTTests {
    private func site() async throws -> Site {
        let site = try await Site(kibibytes: 1)
        for day in 1...5 { _ = try site.addBackup("day \(day)", at: "2026-01-0\(day)T03:00:00+00:00") }
        return site
    }

    private func configuration(_ site: Site, keepLast: Int) -> Configuration {
        var configuration = site.configuration
        configuration.retention.policy.keepLast = keepLast
        return configuration
    }

    @Test func `the rules are applied at the start, and after each backup`() async throws {
        let site = try await site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration(site, keepLast: 3))
        let event = try await watcher.wait(for: "drivepipe/event/maintenance") { $0["event_type"] == "pruned" }
        #expect(event["deleted"] == 2 && event["kept"] == 3 && event["names"] == ["day 1", "day 2"])
        try await watcher.wait(for: "drivepipe/catalog") { $0["count"] == 3 }
        try watcher.send("drivepipe/command/start", "new")
        try await watcher.wait(for: "drivepipe/event/maintenance") { $0["names"] == ["day 3"] }
        let catalog = try await watcher.wait(for: "drivepipe/catalog") {
            $0["count"] == 3 && $0["backups"]?.array?.first?["name"] == "new"
        }
        #expect(catalog["backups"]?.array?.map { $0["name"] } == ["new", "day 5", "day 4"])
        #expect(catalog["backups"]?.array?.map { $0["verified"] } == [true, true, true])
        #expect(watcher.messages(on: "drivepipe/catalog").allSatisfy { $0.payload.count < 8192 })
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a failed backup lets nothing go`() async throws {
        let site = try await site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration(site, keepLast: 5))
        try await watcher.wait(for: "drivepipe/catalog") { $0["count"] == 5 }
        site.drive.add(Fault(.status(403, reason: "storageQuotaExceeded"), on: .chunk))
        try watcher.send("drivepipe/command/start")
        try await watcher.wait(for: "drivepipe/response/start") { $0["status"] == "failed" }
        try watcher.send("drivepipe/command/refresh")
        try await watcher.wait(for: "drivepipe/response/refresh") { $0["status"] == "done" }
        #expect(site.backups.count == 5)
        #expect(Set(site.backups.map(\.name)) == Set((1...5).map { "day \($0)" }))
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a prune shows its plan, keeps what is pinned, and does what was shown`() async throws {
        let site = try await site()
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration(site, keepLast: 9))
        try await watcher.wait(for: "drivepipe/catalog") { $0["count"] == 5 }
        let oldest = try #require(site.backups.first { $0.name == "day 1" })
        try watcher.send("drivepipe/command/pin", #"{"target": "\#(oldest.id)", "note": "the first"}"#)
        try await watcher.wait(for: "drivepipe/response/pin") { $0["status"] == "done" }
        try await watcher.wait(for: "drivepipe/catalog") { $0["pinned"] == 1 }
        let pinned = try await watcher.wait(for: "drivepipe/event/maintenance") { $0["event_type"] == "pinned" }
        #expect(pinned["target"] == .string(oldest.id) && pinned["note"] == "the first")
        try watcher.send("drivepipe/command/prune", #"{"id": "dry", "dry_run": true, "keep": {"last": 2}}"#)
        let dry = try await watcher.wait(for: "drivepipe/response/prune") { $0["id"] == "dry" && $0["final"] == true }
        #expect(dry["data"]?["names"] == ["day 2", "day 3"] && dry["data"]?["dry_run"] == true)
        let plan = dry["data"]?["plan"]?.array ?? []
        #expect(plan.count == 5 && plan.allSatisfy { $0["why"]?.string?.isEmpty == false })
        #expect(site.backups.count == 5)
        try watcher.send("drivepipe/command/prune", #"{"id": "wet", "keep": {"last": 2}}"#)
        let wet = try await watcher.wait(for: "drivepipe/response/prune") { $0["id"] == "wet" && $0["final"] == true }
        #expect(wet["data"]?["names"] == dry["data"]?["names"])
        #expect(Set(site.backups.map(\.name)) == ["day 1", "day 4", "day 5"])
        try watcher.send("drivepipe/command/start", #"{"name": "for ever", "pin": true}"#)
        try await watcher.wait(for: "drivepipe/catalog") { $0["pinned"] == 2 && $0["count"] == 4 }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `what cannot be deleted is told, and is not tried for ever`() async throws {
        let site = try await site()
        site.drive.add(Fault(.status(403, reason: "insufficientFilePermissions"), on: .delete, times: nil))
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration(site, keepLast: 4))
        let event = try await watcher.wait(for: "drivepipe/event/maintenance") { $0["event_type"] == "pruned" }
        #expect(event["deleted"] == 0 && event["failed"] == 1)
        try watcher.send("drivepipe/command/refresh")
        try await watcher.wait(for: "drivepipe/response/refresh") { $0["status"] == "done" }
        #expect(site.drive.requests.count { $0.kind == .delete } == 1)
        try watcher.send("drivepipe/command/start")
        try await watcher.wait(for: "drivepipe/response/start") { $0["status"] == "done" }
        await agent.stop()
        await watcher.stop()
    }
}
