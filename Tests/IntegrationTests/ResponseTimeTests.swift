import Agent
import Catalog
import DriveSimulator
import Glibc
import JSON
import MQTT
import Pipe
import TestSupport
import Testing

/// How soon an agent answers and gives in. The bounds are those of a machine that does much else; what was measured is
/// printed.
@Suite(.serialized) struct ResponseTimeTests {
    @Test func `commands are answered at once while an upload runs at full speed`() async throws {
        let site = try await Site(kibibytes: 150_000)
        let watcher = try await Watcher(site)
        let agent = try DrivePipeRun(site, ["agent"], ["DRIVEPIPE_DRIVE_CHUNK_SIZE": "8MiB"])
        try await watcher.wait(for: "drivepipe/availability", word: "online")
        let caller = try await Caller(site.broker.port)
        try watcher.send("drivepipe/command/start", #"{"id": "upload"}"#)
        try await watcher.wait(for: "drivepipe/state") { $0["status"] == "streaming" }
        var times: [Duration] = []
        while times.count < 1_000, watcher.payloads(on: "drivepipe/state").last?["status"] == "streaming" {
            let verb = times.count.isMultiple(of: 2) ? "cancel" : "start"
            let payload: JSON = ["id": .string("\(times.count)"), "job_id": verb == "cancel" ? "unknown" : nil]
            times.append(try await caller.call(verb, payload))
        }
        let transferred = site.drive.bytesReceived
        times.sort()
        let (p50, p99) = (times[times.count / 2], times[times.count * 99 / 100])
        print("\(times.count) commands during an upload (\(transferred >> 20) MiB): median \(p50), p99 \(p99)")
        #expect(times.count > 10)
        #expect(p99 < .seconds(2))
        kill(agent.pid, SIGTERM)
        #expect(try await agent.ended() == 0)
        await caller.stop()
        await watcher.stop()
    }

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

/// Sends commands and sees the answers in the moment they come.
private final class Caller: Sendable {
    private let client: MQTTClient

    init(_ port: UInt16) async throws {
        client = MQTTClient(MQTTOptions(host: "127.0.0.1", port: port, clientID: "caller"))
        try client.start()
        for await event in client.events {
            if case .connected = event {
                try client.subscribe([Subscription("drivepipe/response/+"), Subscription("drivepipe/state")])
            }
            if case .subscribed(let subscription) = event, subscription.filter == "drivepipe/state" { break }
        }
    }

    func stop() async {
        await client.stop()
    }

    /// - Returns: the time until the first answer with the payload's id.
    func call(_ verb: String, _ payload: JSON) async throws -> Duration {
        let id = payload["id"]?.string ?? ""
        return try await ContinuousClock().measure {
            try await call(verb, payload) { message in
                message.topic == "drivepipe/response/\(verb)" && message.json?["id"] == .string(id)
            }
        }
    }

    func call(_ verb: String, _ payload: JSON, until isAnswer: (MQTTMessage) -> Bool) async throws {
        try client.publish(MQTTMessage(topic: "drivepipe/command/\(verb)", payload: payload.text))
        for await case .message(let message) in client.events where isAnswer(message) { return }
        throw TestFailure("no answer to \(verb)")
    }
}

extension MQTTMessage {
    fileprivate var json: JSON? { try? JSON(parsing: payload) }

    fileprivate func says(_ status: String) -> Bool { json?["status"] == .string(status) }
}
