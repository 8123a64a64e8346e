import Agent
import Catalog
import DriveSimulator
import Glibc
import JSON
import MQTT
import TestSupport
import Testing

/// How soon an agent gives in, and how still it is when nothing is to be done. What was measured is printed.
@Suite struct CancelTests {
    /// Drive hangs at a request of some kind, which holds a job in a phase.
    struct Hold: Sendable, CustomTestStringConvertible {
        let status: String
        let verb: String
        let fault: Fault

        var testDescription: String { "\(status), \(fault.kind) \(fault.effect)" }

        static let all = [
            Hold(status: "preparing", verb: "start", fault: Fault(.delay(seconds: 100), on: .list)),
            Hold(status: "preparing", verb: "start", fault: Fault(.delay(seconds: 100), on: .metadata)),
            Hold(status: "streaming", verb: "start", fault: Fault(.delay(seconds: 100), on: .sessionStart)),
            Hold(status: "streaming", verb: "start", fault: Fault(.stall(afterBytes: 100_000), on: .chunk, from: 2)),
            Hold(status: "streaming", verb: "start", fault: Fault(.status(503), on: .chunk, from: 2, times: nil)),
            Hold(status: "finalizing", verb: "start", fault: Fault(.delay(seconds: 100), on: .finalChunk)),
            Hold(status: "verifying", verb: "verify", fault: Fault(.delay(seconds: 100), on: .download)),
            Hold(status: "pruning", verb: "prune", fault: Fault(.delay(seconds: 100), on: .list)),
            Hold(status: "pruning", verb: "prune", fault: Fault(.delay(seconds: 100), on: .delete)),
        ]
    }

    @Test(arguments: Hold.all, [false, true])
    func `a cancelled job ends soon although Drive hangs`(hold: Hold, isAllHanging: Bool) async throws {
        let site = try await Site(kibibytes: 700)
        for day in 1...3 { _ = try site.addBackup("day \(day)", at: "2026-01-0\(day)T03:00:00+00:00") }
        if hold.verb == "verify" {
            let first = try DrivePipeRun(site, ["backup"])
            #expect(try await first.ended() == 0)
        }
        let watcher = try await Watcher(site)
        var configuration = site.configuration
        configuration.retention.policy = RetentionPolicy()
        let agent = RunningAgent(configuration)
        try await watcher.wait(for: "drivepipe/catalog")
        let caller = try await Caller(site.broker.port)
        site.drive.add(hold.fault)
        try watcher.send("drivepipe/command/\(hold.verb)", hold.verb == "prune" ? #"{"keep": {"last": 1}}"# : "")
        try await watcher.wait(for: "drivepipe/state") { $0["status"] == .string(hold.status) }
        try await Task.sleep(for: .milliseconds(700))
        if isAllHanging { site.drive.add(Fault(.delay(seconds: 100), times: nil)) }
        let cancelled = try await ContinuousClock().measure {
            try await caller.call("cancel", [:], until: { $0.topic == "drivepipe/state" && $0.says("idle") })
        }
        print("cancel to idle, \(hold.testDescription), \(isAllHanging ? "all hangs" : "else well"): \(cancelled)")
        #expect(cancelled < .seconds(15))
        let end = try await watcher.wait(for: "drivepipe/response/\(hold.verb)") { $0["final"] == true }
        #expect(end["status"] == "cancelled", "\(end)")
        await caller.stop()
        await agent.stop()
        await watcher.stop()
    }

    @Test func `an idle agent says nothing`() async throws {
        let site = try await Site(kibibytes: 1)
        let watcher = try await Watcher(site)
        let agent = try DrivePipeRun(site, ["agent"])
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        try await watcher.wait(for: "drivepipe/catalog")
        try await Task.sleep(for: .seconds(1))
        let seen = watcher.topics.count
        try await Task.sleep(for: .seconds(10))
        #expect(watcher.topics.dropFirst(seen) == [])
        kill(agent.pid, SIGTERM)
        #expect(try await agent.ended() == 0)
        await watcher.stop()
    }
}
