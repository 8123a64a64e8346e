import Agent
import Catalog
import DriveSimulator
import Glibc
import JSON
import MQTT
import TestSupport
import Testing

/// Two agents that claim the same names at one broker.
@Suite struct RivalTests {
    @Test(arguments: [
        ["DRIVEPIPE_MQTT_NODE": "drivepipe"], ["DRIVEPIPE_MQTT_NODE": "two"], ["DRIVEPIPE_MQTT_BASE_TOPIC": "two"],
    ])
    func `a newcomer under a name that is taken leaves with code 2, and touches nothing`(settings: [String: String])
        async throws
    {
        let site = try await Site(kibibytes: 1)
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try await watcher.wait(for: "drivepipe/catalog")
        let seen = watcher.topics.count
        let state = ["DRIVEPIPE_STATE_DIR": try TemporaryFolder().path]
        let newcomer = try DrivePipeRun(site, ["agent"], settings.merging(state) { $1 })
        #expect(try await newcomer.ended() == 2)
        #expect(newcomer.output.contains("instance_exists") && newcomer.output.contains("mqtt.node"))
        // It is told that it is contested; neither its will nor another connection of it is seen.
        try watcher.send("drivepipe/command/cancel", #"{"id": "c"}"#)
        try await watcher.wait(for: "drivepipe/response/cancel") { $0["id"] == "c" }
        let later = watcher.topics.dropFirst(seen)
        #expect(!later.contains { $0.hasPrefix("two/") && $0 != "two/presence" })
        // It says so once more, as whatever the newcomer may have left has to be put right.
        #expect(watcher.messages(on: "drivepipe/availability").allSatisfy { $0.text == "online" })
        await agent.stop()
        await watcher.stop()
    }

    @Test(arguments: [false, true]) func `of two that start at once one stays`(isOld: Bool) async throws {
        let site = try await Site(kibibytes: 1)
        let watcher = try await Watcher(site)
        let relay = try BrokerRelay(to: site.broker.port, refusingMQTT5: isOld ? .reasonCode : nil)
        let agents = (0..<3).map { _ in RunningAgent(site.configuration(through: relay)) }
        let rivals = await withTaskGroup(of: RivalError?.self) { group in
            for agent in agents { group.addTask { await agent.end() } }
            var rivals: [RivalError?] = []
            for await rival in group {
                rivals.append(rival)
                // The one that stays would stay for ever.
                if rivals.count == 2 { for agent in agents { agent.leave() } }
            }
            return rivals
        }
        #expect(rivals.count { $0 != nil } == 2)
        await watcher.stop()
    }

    @Test func `one that was killed is followed at once, whatever the broker still says of it`() async throws {
        let site = try await Site(kibibytes: 1)
        let watcher = try await Watcher(site)
        let first = try DrivePipeRun(site, ["agent"])
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        kill(first.pid, SIGKILL)
        first.wait()
        let seen = watcher.messages(on: "drivepipe/availability").count
        let second = try DrivePipeRun(site, ["agent"])
        try await eventually { watcher.messages(on: "drivepipe/availability").dropFirst(seen).last?.text == "online" }
        kill(second.pid, SIGTERM)
        #expect(try await second.ended() == 0)
        await watcher.stop()
    }

    @Test(arguments: ["drivepipe", "two"])
    func `one that was suspended meanwhile gives way or is given way to, without flapping`(node: String) async throws {
        let site = try await Site(kibibytes: 1)
        let watcher = try await Watcher(site)
        let sleeper = try DrivePipeRun(site, ["agent"])
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        kill(sleeper.pid, SIGSTOP)
        let seen = watcher.messages(on: "drivepipe/availability").count
        let state = ["DRIVEPIPE_STATE_DIR": try TemporaryFolder().path, "DRIVEPIPE_MQTT_NODE": node]
        let other = try DrivePipeRun(site, ["agent"], state)
        try await eventually { watcher.messages(on: "drivepipe/availability").count > seen }
        kill(sleeper.pid, SIGCONT)
        try await eventually {
            sleeper.output.contains("instance_exists") || other.output.contains("instance_exists")
        }
        var connections = -1
        for _ in 0..<8 where connections != site.connections {
            connections = site.connections
            try await Task.sleep(for: .seconds(3))
        }
        #expect(connections == site.connections)
        try watcher.send("drivepipe/command/cancel", #"{"id": "c"}"#)
        try await watcher.wait(for: "drivepipe/response/cancel") { $0["id"] == "c" }
        #expect(watcher.payloads(on: "drivepipe/response/cancel").count == 1, "one answers")
        for run in [sleeper, other] {
            kill(run.pid, SIGTERM)
            #expect(try await run.ended() == 0)
        }
        await watcher.stop()
    }

    @Test func `thrown out by a stranger, the agent does not fight`() async throws {
        let site = try await Site(kibibytes: 1)
        let watcher = try await Watcher(site)
        let lines = LogLines()
        let agent = RunningAgent(site.configuration, log: lines)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        let stranger = MQTTClient(
            MQTTOptions(host: "127.0.0.1", port: site.broker.port, clientID: "drivepipe-drivepipe"))
        try stranger.start()
        try await eventually { lines.all.contains { $0.contains("use the client id drivepipe-drivepipe?") } }
        try await Task.sleep(for: .seconds(2))
        #expect(lines.all.count { $0.contains("connected to the broker") } <= 2)
        await stranger.stop()
        await agent.stop()
        await watcher.stop()
    }

    @Test func `what an agent said that died before the next one came raises no alarm`() async throws {
        let site = try await Site(kibibytes: 1)
        let (watcher, other) = (try await Watcher(site), try await Watcher(site))
        let first = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        await first.stop()
        // The broker keeps the first one's session for a minute, and what comes meanwhile.
        for word in ["question", "arrival", "answer"] {
            try other.send(
                "drivepipe/presence",
                #"{"v": 1, "presence": "\#(word)", "instance": "0", "node": "drivepipe", "host": "gone"}"#)
        }
        try other.send("drivepipe/command/cancel", #"{"id": "queued"}"#)
        try await watcher.wait(for: "drivepipe/command/cancel")
        let next = RunningAgent(site.configuration)
        try await watcher.wait(for: "drivepipe/response/cancel") { $0["id"] == "queued" }
        try await watcher.wait(for: "drivepipe/catalog")
        #expect(watcher.payloads(on: "drivepipe/state").allSatisfy { $0["problems"] == [] })
        #expect(watcher.messages(on: "drivepipe/availability").last?.text == "online")
        await next.stop()
        await other.stop()
        await watcher.stop()
    }

    @Test func `one that stands by ends what it began, and begins and deletes nothing`() async throws {
        let site = try await Site.withBackups(2)
        let clock = try MovableClock("2026-11-23 03:00")
        var configuration = site.configuration
        configuration.schedule.enabled = true
        configuration.retention.policy = RetentionPolicy(keepLast: 2)
        let (watcher, lines) = (try await Watcher(site), LogLines())
        let agent = RunningAgent(configuration, log: lines, clock: clock.agentClock)
        try await watcher.wait(for: "drivepipe/state") { $0["next_run_at"] == "2026-11-23T03:15:00Z" }
        try await watcher.wait(for: "drivepipe/catalog") { $0["count"] == 2 }
        site.drive.add(Fault(.delay(seconds: 2), on: .chunk, from: 1, times: 1))
        try watcher.send("drivepipe/command/start")
        try await watcher.wait(for: "drivepipe/event/backup") { $0["event_type"] == "started" }
        try watcher.send(
            "drivepipe/presence",
            #"{"v": 1, "presence": "answer", "instance": "0", "node": "drivepipe", "host": "elsewhere"}"#)
        try await eventually { lines.all.contains { $0.contains("instance_exists") } }
        let lists = { site.drive.requests.count { $0.kind == .list } }
        let before = lists()
        try await eventually { site.backups.count == 3 && lists() > before }
        try clock.set("2026-11-24 03:20")
        // Each look of the schedule is a chance to do it wrong.
        try await Task.sleep(for: .seconds(1))
        #expect(site.drive.requests.count { $0.kind == .sessionStart } == 1)
        #expect(site.drive.requests.count { $0.kind == .delete } == 0)
        await agent.stop()
        await watcher.stop()
    }
}

extension Site {
    /// How often an agent was let in under its own client id.
    fileprivate var connections: Int {
        broker.log.split(separator: "\n").count { $0.contains(" as drivepipe-drivepipe (") }
    }
}
