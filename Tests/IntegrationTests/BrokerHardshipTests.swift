import Agent
import Catalog
import DriveSimulator
import Glibc
import JSON
import Logging
import MQTT
import TestSupport
import Testing

/// The broker dies, crawls or refuses, while the agent has work to do.
@Suite struct BrokerHardshipTests {
    /// A phase of a job, and how to hold one there.
    struct Phase: Sendable, CustomTestStringConvertible {
        let status: String
        let verb: String
        let effect: Fault
        /// How the job ends.
        let result: String

        var testDescription: String { status }

        static let all = [
            Phase(status: "preparing", verb: "start", effect: held(.list), result: "done"),
            Phase(status: "streaming", verb: "start", effect: held(.chunk, from: 2), result: "done"),
            Phase(status: "finalizing", verb: "start", effect: held(.finalChunk), result: "done"),
            Phase(status: "cancelling", verb: "start", effect: held(.chunk, from: 2), result: "cancelled"),
            Phase(status: "verifying", verb: "verify", effect: held(.download), result: "done"),
            Phase(status: "pruning", verb: "prune", effect: held(.delete), result: "done"),
        ]

        private static func held(_ kind: RequestKind, from: Int = 1) -> Fault {
            Fault(.delay(seconds: 3), on: kind, from: from)
        }
    }

    @Test(arguments: Phase.all)
    func `a broker that is killed in any phase changes nothing about the job, and its end is told`(phase: Phase)
        async throws
    {
        let site = try await Site(kibibytes: 700)
        for day in 1...3 { _ = try site.addBackup("day \(day)", at: "2026-01-0\(day)T03:00:00+00:00") }
        let watcher = try await Watcher(site)
        if phase.verb == "verify" {
            let first = try DrivePipeRun(site, ["backup"])
            #expect(try await first.ended() == 0)
        }
        let lines = LogLines()
        var configuration = site.configuration
        configuration.retention.policy.keepLast = phase.verb == "prune" ? 0 : 9
        let relay = try BrokerRelay(to: site.broker.port)
        configuration.mqtt.port = Int(relay.port)
        let agent = RunningAgent(configuration, log: lines)
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        // The agent's own first look into Drive is not what shall be held.
        try await watcher.wait(for: "drivepipe/catalog")
        site.drive.add(phase.effect)
        let command = phase.verb == "prune" ? #"{"id": "j", "keep": {"last": 1}}"# : #"{"id": "j"}"#
        try watcher.send("drivepipe/command/\(phase.verb)", command)
        let waiting = phase.status == "cancelling" ? "streaming" : phase.status
        try await watcher.wait(for: "drivepipe/state") { $0["status"] == .string(waiting) }
        if phase.status == "cancelling" {
            site.drive.add(Fault(.delay(seconds: 2), on: .cancel))
            try watcher.send("drivepipe/command/cancel")
            try await watcher.wait(for: "drivepipe/state") { $0["status"] == "cancelling" }
        }
        relay.cut()
        site.broker.kill()
        try await site.broker.start()
        // A watcher that comes later than the agent would not hear what the agent has to tell.
        try await eventually { watcher.connections == 2 }
        relay.open()
        let end = try await watcher.wait(for: "drivepipe/response/\(phase.verb)") { $0["final"] == true }
        #expect(end["status"] == .string(phase.result), "\(end)")
        try await eventually { watcher.payloads(on: "drivepipe/state").last?["status"] == "idle" }
        // A broker that has forgotten all was told all of it.
        for topic in [
            "homeassistant/device/drivepipe/config", "drivepipe/info", "drivepipe/config", "drivepipe/catalog",
        ] {
            try await eventually { watcher.messages(on: topic).count > 1 }
        }
        #expect(lines.all.count { $0.contains("connected to the broker") } == 2)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `over a slow line, and past a broker that freezes, a backup is made and told`() async throws {
        let site = try await Site(kibibytes: 700)
        let relay = try BrokerRelay(to: site.broker.port)
        let watcher = try await Watcher(site)
        let agent = RunningAgent(site.configuration(through: relay))
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        relay.delay(milliseconds: 150)
        try watcher.send("drivepipe/command/start", #"{"id": "slow"}"#)
        try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "slow" && $0["final"] == true }
        relay.delay(milliseconds: 0)
        try watcher.send("drivepipe/command/start", #"{"id": "frozen"}"#)
        try await watcher.wait(for: "drivepipe/response/start") { $0["id"] == "frozen" }
        site.broker.suspend()
        try await eventually { (try? site.folder.read("state/state.json").contains("success")) == true }
        try await Task.sleep(for: .seconds(1))
        site.broker.resume()
        let end = try await watcher.wait(for: "drivepipe/response/start") {
            $0["id"] == "frozen" && $0["final"] == true
        }
        #expect(end["status"] == "done")
        #expect(site.backups.count == 2)
        await agent.stop()
        await watcher.stop()
    }

    @Test func `a wrong password is told once, not hammered, and the right one heals it`() async throws {
        let broker = try await MosquittoBroker(login: ("agent", "another"))
        let site = try await Site(kibibytes: 1)
        var configuration = site.configuration
        configuration.mqtt.port = Int(broker.port)
        configuration.mqtt.username = "agent"
        configuration.mqtt.password = Secret("s3cret")
        #expect(configuration.mqtt.refusalPause == 30)
        configuration.mqtt.refusalPause = 8
        let lines = LogLines()
        let agent = RunningAgent(configuration, log: lines)
        try await eventually { lines.all.contains { $0.contains("mqtt_not_authorized") } }
        try await Task.sleep(for: .seconds(2))
        #expect(lines.all.count { $0.contains("mqtt_not_authorized") } == 1)
        #expect(!lines.all.contains { $0.contains("s3cret") })
        try broker.setPassword("s3cret", of: "agent")
        try await eventually { lines.all.contains { $0.contains("connected to the broker") } }
        await agent.stop()
    }
}
