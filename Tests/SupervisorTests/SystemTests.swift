import HTTP
import Pipe
import Supervisor
import SupervisorSimulator
import Testing

@Suite struct SystemTests {
    @Test func `tells what the system is`() throws {
        let system = try SimulatedSystem()
        let info = try system.client().system()
        #expect(info.supervisor == "2026.08.2")
        #expect(info.homeAssistant == "2026.11.0")
        #expect(info.operatingSystem == "16.1")
        #expect(!info.isFrozen)
    }

    @Test func `tells how full the disk is, to a tenth of a GiB`() throws {
        let system = try SimulatedSystem { ($0.free, $0.total) = (3_650_722_202, 32 << 30) }
        let disk = try system.client().disk()
        #expect(disk == SupervisorDisk(free: 3_650_722_202, total: 32 << 30))
    }

    @Test func `tells which apps there are`() throws {
        let system = try SimulatedSystem()
        let apps = try system.client().apps()
        #expect(apps.map(\.slug) == ["core_mosquitto", "core_ssh"])
        #expect(apps.map(\.name) == ["Mosquitto broker", "Terminal & SSH"])
        #expect(apps.first?.state == "started")
    }

    @Test func `asks nothing that the role backup may not ask`() throws {
        let system = try SimulatedSystem()
        let client = try system.client()
        _ = try client.system()
        _ = try client.apps()
        _ = try client.disk()
        let slug = try #require(try client.waitForBackup(client.begin(.init(name: "a", content: .full))).reference)
        try client.download(slug) { _ in }
        try client.remove(slug)
        try client.reload()
        try Freeze(by: client, timeout: 60).end()
        #expect(system.simulator.requests.allSatisfy { $0.status == 200 })
    }
}
