import Agent
import FoundationEssentials
import Glibc
import JSON
import MQTT
import TestSupport
import Testing

/// The agent as systemd and a careful broker see it.
@Suite struct ServiceTests {
    @Test func `the service manager hears that the agent is ready, what it does, and that it stops`() async throws {
        let site = try await Site(kibibytes: 1)
        let socket = try NotifySocket(site.folder.path("notify"))
        site.broker.stop()
        let environment = ["NOTIFY_SOCKET": socket.name, "WATCHDOG_USEC": "6000000"]
        let run = try DrivePipeRun(site, ["agent"], environment)
        var heard: [String] = []
        let hears = { (line: String) in
            heard += socket.receive()
            return heard.contains(line)
        }
        // A broker that is away does not keep the machine from starting.
        try await eventually { hears("READY=1") }
        try await eventually { hears("STATUS=idle, waiting for the broker") }
        try await site.broker.restart()
        try await eventually { hears("STATUS=idle") }
        heard.removeAll { $0 == "WATCHDOG=1" }
        try await eventually { hears("WATCHDOG=1") }
        kill(run.pid, SIGTERM)
        #expect(run.wait() == 0)
        #expect(hears("STOPPING=1"))
    }
}
