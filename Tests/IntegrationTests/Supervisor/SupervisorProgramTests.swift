import Agent
import Backup
import Glibc
import JSON
import SupervisorSimulator
import TestSupport
import Testing

/// The program with a Supervisor: its options, and what is left when it is ended.
@Suite struct SupervisorProgramTests {
    @Test func `all that are missing are stored by one call, and the next one finds nothing to do`() async throws {
        let site = try await SupervisedSite()
        for name in ["One", "Two"] { _ = try site.supervisor.makeBackup(["name": .string(name)], isFull: true) }
        let run = try DrivePipeRun(site.site, ["backup", "--json", "--supervisor", "missing"], site.environment)
        #expect(try await run.ended() == 0)
        #expect(site.storedBytes.count == 2)
        let again = try DrivePipeRun(site.site, ["backup", "--json", "--supervisor", "missing"], site.environment)
        #expect(try await again.ended() == 0)
        #expect(try again.json()["skipped"] == true)
        #expect(site.storedBytes.count == 2)
    }

    @Test func `a word that means nothing to the Supervisor is a mistake`() async throws {
        let site = try await SupervisedSite()
        let run = try DrivePipeRun(site.site, ["backup", "--supervisor", "everything"], site.environment)
        #expect(try await run.ended() == 2)
        #expect(run.output.contains("classic"))
    }

    @Test func `the token may come as every app gets it, and is not shown`() async throws {
        let site = try await SupervisedSite()
        var environment = site.environment.filter { $0.key != "DRIVEPIPE_SUPERVISOR_TOKEN" }
        environment["SUPERVISOR_TOKEN"] = "supervisor-simulator-token"
        environment["DRIVEPIPE_SUPERVISOR_MODE"] = "apps"
        let run = try DrivePipeRun(site.site, ["backup", "--json"], environment)
        #expect(try await run.ended() == 0)
        #expect(!run.output.contains("supervisor-simulator-token"))
        #expect(try site.verified().manifest?.addons.count == 2)
    }

    @Test func `asked to end while Home Assistant is held still, the program lets it go on`() async throws {
        let site = try await SupervisedSite(kibibytes: 16_384)
        let slow = ["DRIVEPIPE_DRIVE_RATE_LIMIT": "100kB", "DRIVEPIPE_SUPERVISOR_MODE": "apps"]
        let run = try DrivePipeRun(site.site, ["backup"], site.environment.merging(slow) { $1 })
        try await eventually { site.requests("POST /backups/freeze") == 1 && site.supervisor.isFrozen }
        kill(run.pid, SIGTERM)
        #expect(try await run.ended() != 0)
        #expect(site.supervisor.thaws.asked == 1 && !site.supervisor.isFrozen)
        #expect(site.supervisor.backups.isEmpty && site.storedBytes.isEmpty)
    }

    @Test func `killed, it leaves a backup of the apps that the next agent deletes`() async throws {
        let site = try await SupervisedSite(kibibytes: 16_384) { $0.second = 0.001 }
        let slow = ["DRIVEPIPE_DRIVE_RATE_LIMIT": "100kB", "DRIVEPIPE_SUPERVISOR_MODE": "apps"]
        let run = try DrivePipeRun(site.site, ["backup"], site.environment.merging(slow) { $1 })
        try await eventually { site.supervisor.thaws.timedOut == 1 }
        kill(run.pid, SIGKILL)
        _ = try await run.ended()
        #expect(site.supervisor.backups.count == 1)
        let agent = RunningAgent(site.configuration(.apps))
        try await eventually { site.supervisor.backups.isEmpty }
        await agent.stop()
    }
}

extension SupervisedSite {
    /// What a program of its own has to know beside the site's.
    fileprivate var environment: [String: String] {
        [
            "DRIVEPIPE_SUPERVISOR_URL": supervisor.url, "DRIVEPIPE_SUPERVISOR_TOKEN": "supervisor-simulator-token",
        ]
    }
}
