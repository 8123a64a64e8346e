import Agent
import JSON
import SupervisorSimulator
import TestSupport
import Testing

@Suite struct LeftoverTests {
    @Test func `what a crash has left is deleted at the next start, and nothing of anybody else's`() async throws {
        let site = try await SupervisedSite()
        let marks: [String: JSON] = [
            "drivepipe.temporary": true, "drivepipe.instance": "drivepipe", "drivepipe.process": "another",
        ]
        func make(_ name: String, _ extra: [String: JSON]) throws {
            _ = try site.supervisor.makeBackup(["name": .string(name), "addons": "ALL", "extra": .object(extra)])
        }
        try make("DrivePipe apps 1", marks)
        try make("DrivePipe apps of mine", [:])
        try make("DrivePipe apps 2", marks.merging(["drivepipe.instance": "other"]) { $1 })
        try make("Nightly", marks)
        let agent = RunningAgent(site.configuration(.apps), log: site.log)
        try await eventually { site.supervisor.backups.count == 3 }
        try await eventually { site.log.all.contains { $0.contains("DrivePipe apps 1 was left") } }
        #expect(
            Set(site.supervisor.backups.compactMap { $0.manifest["name"]?.string })
                == ["DrivePipe apps of mine", "DrivePipe apps 2", "Nightly"])
        await agent.stop()
    }

    @Test func `a backup of the apps whose beginning got no answer is deleted all the same`() async throws {
        let site = try await SupervisedSite()
        site.supervisor.add(SupervisorFault(.dropAfterwards, on: "POST /backups/new/partial"))
        #expect(await site.backUp(site.configuration(.apps)).failure?.code == "supervisor_unreachable")
        try await eventually { site.requests("DELETE /backups/") == 1 && site.supervisor.backups.isEmpty }
        #expect(site.storedBytes.isEmpty)
    }

    @Test func `a backup of the apps that outlives the Supervisor's memory of it is deleted all the same`() async throws
    {
        let site = try await SupervisedSite { $0.stepSeconds = 0.1 }
        let mine = try #require(try site.supervisor.makeBackup(["name": "Mine", "addons": "ALL"])?.slug)
        let text = #"{"result": "ok", "data": {"ignore_conditions": [], "jobs": []}}"#
        site.supervisor.add(SupervisorFault(.answer(status: 200, text: text), on: "GET /jobs/info", times: nil))
        #expect(await site.backUp(site.configuration(.apps)).failure?.code == "supervisor_backup_failed")
        try await eventually { site.requests("DELETE /backups/") == 1 }
        #expect(site.supervisor.backups.map(\.slug) == [mine])
    }
}
