import Agent
import Drive
import DriveSimulator
import FoundationEssentials
import JSON
import TestSupport
import Testing

@Suite struct ScheduleOverMQTTTests {
    private func scheduled(_ site: Site) -> Configuration {
        var configuration = site.configuration
        configuration.schedule.enabled = true
        return configuration
    }

    @Test func `a command expires by the clock that starts backups`() async throws {
        let site = try await Site(kibibytes: 1)
        let clock = try MovableClock("2031-01-01 10:00")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration, clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try watcher.send("drivepipe/command/start", #"{"expires_at": "2031-01-01T09:59:00Z"}"#)
        #expect(try await watcher.wait(for: "drivepipe/response/start")["code"] == "expired")
        #expect(try #require(watcher.payloads(on: "drivepipe/health").last?["uptime_s"]?.integer) < 600)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a backup starts by itself when it is due, once, and the next one is announced`() async throws {
        let site = try await Site(kibibytes: 1)
        let clock = try MovableClock("2026-11-23 03:00")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(scheduled(site), clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/state") { $0["next_run_at"] == "2026-11-23T03:15:00Z" }
        try clock.set("2026-11-23 03:15")
        let event = try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "started" }
        #expect(event["trigger"] == "schedule")
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        try await watcher.wait(for: "drivepipe/state") {
            $0["next_run_at"] == "2026-11-24T03:15:00Z" && $0["status"] == "idle" && $0["last"] != .null
        }
        await agent.stop()
        let again = RunningAgent(scheduled(site), clock: clock.agentClock)
        try clock.set("2026-11-23 12:00")
        try await Task.sleep(for: .milliseconds(500))
        #expect(watcher.payloads(on: "drivepipe/event/backup").filter { $0["event_type"] == "started" }.count == 1)
        await again.stop()
        await watcher.stop()
    }

    @Test func `what was missed while the agent was away is made up for`() async throws {
        let site = try await Site(kibibytes: 1)
        let clock = try MovableClock("2026-11-23 03:00")
        let watcher = try await Watcher(site)
        let first = RunningAgent(scheduled(site), clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/state") { $0["next_run_at"] == "2026-11-23T03:15:00Z" }
        await first.stop()
        try clock.set("2026-11-25 09:00")
        let second = RunningAgent(scheduled(site), clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        try await watcher.wait(for: "drivepipe/state") { $0["next_run_at"] == "2026-11-26T03:15:00Z" }
        #expect(site.backups.count == 1)
        await second.stop()
        await watcher.stop()
    }

    @Test func `a run that the end of the agent cut off is made by the next agent`() async throws {
        let site = try await Site(kibibytes: 768)
        let clock = try MovableClock("2026-11-23 03:00")
        var slow = scheduled(site)
        slow.drive.rateLimit = 8192
        let watcher = try await Watcher(site)
        let first = RunningAgent(slow, clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/state") { $0["next_run_at"] == "2026-11-23T03:15:00Z" }
        try clock.set("2026-11-23 03:15")
        try await watcher.wait(for: "drivepipe/state") { $0["status"] == "streaming" }
        await first.stop()
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "cancelled" }
        #expect(site.backups.isEmpty)
        let second = RunningAgent(scheduled(site), clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        #expect(site.backups.count == 1)
        await second.stop()
        await watcher.stop()
    }

    @Test func `looks that find nothing new tell nothing`() async throws {
        let site = try await Site(kibibytes: 1)
        let clock = try MovableClock("2026-11-23 03:16")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(scheduled(site), clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/catalog")
        try await watcher.wait(for: "drivepipe/disk")
        try await watcher.wait(for: "drivepipe/drive") { $0["free_bytes"] != .null }
        // Until what the first looks found is told.
        try await Task.sleep(for: .milliseconds(500))
        let before = watcher.topics.count
        for hour in ["09", "15", "21"] {
            try clock.set("2026-11-23 \(hour):00")
            try await Task.sleep(for: .milliseconds(150))
        }
        #expect(watcher.topics.count == before)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `what is due in a blackout waits for its end`() async throws {
        let site = try await Site(kibibytes: 1)
        let clock = try MovableClock("2026-11-23 03:00")
        var configuration = scheduled(site)
        configuration.schedule.blackout = ["03:00-05:00"].compactMap(TimeWindow.init)
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration, clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "authorized" }
        try clock.set("2026-11-23 03:20")
        try await watcher.wait(for: "drivepipe/state") {
            $0["status"] == "waiting" && $0["next_run_at"] == "2026-11-23T05:00:00Z"
        }
        try clock.set("2026-11-23 05:00")
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `who is signed out is told, and nothing is tried`() async throws {
        let site = try await Site(kibibytes: 1)
        let clock = try MovableClock("2026-11-23 03:00")
        var configuration = scheduled(site)
        configuration.drive.credentials = site.folder.path("missing.json")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(configuration, clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/state") { $0["status"] == "blocked" && $0["problems"] == ["auth"] }
        try clock.set("2026-11-23 03:15")
        let event = try await watcher.wait(for: "drivepipe/event/backup")
        #expect(event["event_type"] == "skipped" && event["code"] == "blocked" && event["trigger"] == "schedule")
        try await watcher.wait(for: "drivepipe/state") { $0["next_run_at"] == "2026-11-24T03:15:00Z" }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a run that fails for a while is tried again by itself`() async throws {
        let site = try await Site(kibibytes: 1)
        // After the moment that Drive's refusal speaks of, which is counted on the machine's clock.
        let clock = try MovableClock("2099-11-23 03:00")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(scheduled(site), clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/auth") { $0["state"] == "authorized" }
        site.drive.add(Fault(.status(403, reason: "dailyLimitExceeded"), on: .sessionStart, times: 1))
        try clock.set("2099-11-23 03:15")
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "failed" }
        let state = try await watcher.wait(for: "drivepipe/state") { $0["status"] == "waiting" }
        #expect(state["problems"] == ["last_failed"])
        try clock.set("2099-11-23 03:20")
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "completed" }
        await agent.stop()
        await watcher.stop()
    }

    @Test func `an old backup is a problem, a clock that is not set is another`() async throws {
        let site = try await Site(kibibytes: 1)
        let clock = try MovableClock("2026-11-23 03:00")
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration, clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/catalog")
        try clock.set("2026-11-25 02:00")
        try await Task.sleep(for: .milliseconds(300))
        #expect(watcher.payloads(on: "drivepipe/state").allSatisfy { $0["problems"] == [] })
        try clock.set("2026-11-25 04:00")
        let state = try await watcher.wait(for: "drivepipe/state") { $0["problems"] == ["stale"] }
        #expect(state["reasons"]?.array?.count == 1 && state["next_run_at"] == .null)
        try clock.set("2001-01-01 00:00")
        try await watcher.wait(for: "drivepipe/state") { $0["problems"] == ["clock"] }
        await agent.stop()
        await watcher.stop()
    }
}
