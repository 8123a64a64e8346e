import Glibc
import HTTP
import JSON
import Pipe
import Supervisor
import SupervisorSimulator
import Testing

@Suite struct FreezeTests {
    private let thaw = "POST /backups/thaw"

    @Test func `a freeze holds until it is ended, once`() throws {
        let system = try SimulatedSystem()
        let client = try system.client()
        let freeze = try Freeze(by: client, timeout: 600)
        #expect(try client.system().isFrozen)
        #expect(system.requests("POST /backups/freeze").first?.body == ["timeout": 600])
        #expect(freeze.end() == .thawed)
        #expect(freeze.end() == .thawed)
        #expect(try !client.system().isFrozen)
        #expect(system.requests(thaw).count == 1)
    }

    @Test func `a freeze that is forgotten thaws`() throws {
        let system = try SimulatedSystem()
        func forget() throws { _ = try Freeze(by: system.client(), timeout: 600) }
        try forget()
        #expect(!system.simulator.isFrozen)
        #expect(system.simulator.thaws == (1, 0))
    }

    @Test func `a cancelled job thaws all the same`() throws {
        let system = try SimulatedSystem()
        let cancellation = Cancellation()
        let freeze = try Freeze(by: system.client(cancellation), timeout: 600)
        cancellation.request()
        #expect(freeze.end() == .thawed)
        #expect(!system.simulator.isFrozen)
    }

    @Test func `a thaw that is lost is asked for again`() throws {
        let system = try SimulatedSystem()
        let freeze = try Freeze(by: system.client(), timeout: 600)
        system.simulator.add(SupervisorFault(.drop, on: thaw, times: 2))
        #expect(freeze.end() == .thawed)
        #expect(!system.simulator.isFrozen)
    }

    @Test func `a thaw whose answer is lost was done`() throws {
        let system = try SimulatedSystem()
        let freeze = try Freeze(by: system.client(), timeout: 600)
        system.simulator.add(SupervisorFault(.dropAfterwards, on: thaw))
        #expect(freeze.end() == .thawed)
        #expect(system.simulator.thaws == (1, 0))
    }

    @Test func `a freeze whose time-out was over says so`() throws {
        let system = try SimulatedSystem { $0.second = 0.001 }
        let freeze = try Freeze(by: system.client(), timeout: 1)
        while system.simulator.isFrozen {}
        #expect(freeze.end() == .over)
        #expect(system.simulator.thaws == (0, 1))
    }

    @Test func `a Supervisor that is gone does not hold up the end for ever`() throws {
        let system = try SimulatedSystem()
        let freeze = try Freeze(by: system.client { $0.tidyingBackoff.patience = 0.05 }, timeout: 600)
        system.simulator.stop()
        guard case .lost(let error) = freeze.end() else {
            Issue.record("it ended otherwise")
            return
        }
        #expect(error.code == "supervisor_unreachable")
    }

    @Test func `a freeze is refused while another one holds, which stays`() throws {
        let system = try SimulatedSystem()
        let client = try system.client()
        let first = try Freeze(by: client, timeout: 600)
        let error = #expect(throws: SupervisorError.self) { try Freeze(by: client, timeout: 600) }
        #expect(error?.code == "supervisor_busy")
        #expect(system.simulator.isFrozen)
        #expect(first.end() == .thawed)
    }

    @Test func `no backup is made while the system is frozen`() throws {
        let system = try SimulatedSystem()
        let client = try system.client()
        let freeze = try Freeze(by: client, timeout: 600)
        let error = #expect(throws: SupervisorError.self) { try client.begin(.init(name: "", content: .full)) }
        #expect(error?.code == "supervisor_busy")
        #expect(freeze.end() == .thawed)
    }

    @Test func `a freeze that may have begun is thawed`() throws {
        let system = try SimulatedSystem()
        system.simulator.add(SupervisorFault(.dropAfterwards, on: "POST /backups/freeze"))
        let error = #expect(throws: SupervisorError.self) { try Freeze(by: system.client(), timeout: 600) }
        #expect(error?.code == "supervisor_unreachable")
        #expect(!system.simulator.isFrozen)
        #expect(system.simulator.thaws == (1, 0))
    }

    @Test func `an app whose command fails makes the freeze fail, and it is thawed`() throws {
        let system = try SimulatedSystem()
        let text = #"{"result":"error","message":"Pre-/Post backup command for app core_x returned error code: 1."}"#
        system.simulator.add(SupervisorFault(.answer(status: 400, text: text), on: "POST /backups/freeze"))
        let error = #expect(throws: SupervisorError.self) { try Freeze(by: system.client(), timeout: 600) }
        #expect(error?.code == "supervisor_freeze_failed")
        #expect(error?.description.contains("core_x") == true)
        #expect(system.requests(thaw).count == 1)
    }

    @Test func `a job that is cancelled while the system gets ready for the freeze thaws as soon as that can be`()
        throws
    {
        let system = try SimulatedSystem { $0.freezeSeconds = 4 }
        let cancellation = Cancellation()
        let client = try system.client(cancellation)
        // On a thread of its own: the tasks' few threads may all be held by other tests just then.
        Thread.start { [simulator = system.simulator] in
            while !simulator.isFrozen { usleep(5_000) }
            cancellation.request()
        }
        let error = #expect(throws: SupervisorError.self) { try Freeze(by: client, timeout: 600) }
        #expect(error == .cancelled)
        #expect(!system.simulator.isFrozen)
        #expect(system.simulator.thaws == (1, 0))
    }

    @Test func `a job that was cancelled before leaves alone what somebody else froze`() throws {
        let system = try SimulatedSystem()
        let other = try Freeze(by: system.client(), timeout: 600)
        let cancellation = Cancellation()
        cancellation.request()
        let error = #expect(throws: SupervisorError.self) { try Freeze(by: system.client(cancellation), timeout: 600) }
        #expect(error == .cancelled)
        #expect(system.simulator.isFrozen)
        #expect(other.end() == .thawed)
    }
}
