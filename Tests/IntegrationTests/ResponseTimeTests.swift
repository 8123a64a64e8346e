import DriveSimulator
import Glibc
import JSON
import TestSupport
import Testing

/// How soon an agent answers. The bound is that of a machine that does much else; what was measured is printed.
@Suite struct ResponseTimeTests {
    @Test func `commands are answered at once while an upload runs as fast as its line lets it`() async throws {
        // Without a limit it would be over before anybody asks.
        var line = DriveSimulator.Configuration()
        line.rateLimit = 40_000_000
        let site = try await Site(kibibytes: 150_000, drive: line)
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
        #expect(p99 < .seconds(5))
        kill(agent.pid, SIGTERM)
        #expect(try await agent.ended() == 0)
        await caller.stop()
        await watcher.stop()
    }
}
