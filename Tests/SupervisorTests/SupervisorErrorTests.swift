import HTTP
import Pipe
import Supervisor
import SupervisorSimulator
import Testing

@Suite struct SupervisorErrorTests {
    @Test(arguments: [nil, ""])
    func `without a token there is no Supervisor`(token: String?) {
        #expect(throws: SupervisorError.noToken) { try SupervisorSettings(url: "http://supervisor", token: token) }
    }

    @Test func `another token is refused, and is in no error`() throws {
        let system = try SimulatedSystem()
        let client = SupervisorClient(try system.settings(token: "stolen-secret"), cancellation: Cancellation())
        let error = #expect(throws: SupervisorError.self) { try client.backups() }
        #expect(error?.code == "supervisor_forbidden")
        #expect(error?.description.contains("stolen-secret") == false)
        #expect(error?.description.contains("hassio_role: backup") == true)
        #expect(system.simulator.requests.count == 1, "not tried again")
    }

    @Test func `a role that may not do it is told apart from a failure`() throws {
        let system = try SimulatedSystem { $0.tokens["weak"] = .default }
        let client = SupervisorClient(try system.settings(token: "weak"), cancellation: Cancellation())
        #expect(try client.system().homeAssistant == "2026.11.0")
        let error = #expect(throws: SupervisorError.self) { try Freeze(by: client, timeout: 10) }
        #expect(error?.code == "supervisor_forbidden")
        #expect(system.requests("POST /backups/thaw").isEmpty, "nothing was frozen")
    }

    @Test func `a Supervisor that is not there is unreachable`() throws {
        let system = try SimulatedSystem()
        let client = try system.client { $0.requestBackoff.patience = 0.01 }
        system.simulator.stop()
        let error = #expect(throws: SupervisorError.self) { try client.system() }
        #expect(error?.code == "supervisor_unreachable")
        #expect(error?.isTransient == true)
    }

    @Test(arguments: [
        SupervisorFault.Effect.answer(status: 502, text: "Bad Gateway"), .drop, .dropAfterwards,
        .answer(status: 400, text: #"{"result":"error","message":"System is not ready with state: setup"}"#),
    ])
    func `a restart is sat out`(effect: SupervisorFault.Effect) throws {
        let system = try SimulatedSystem()
        system.simulator.add(SupervisorFault(effect, on: "GET /backups/info", times: 3))
        #expect(try system.client().backups().isEmpty)
        #expect(system.requests("GET /backups/info").count == 1 || system.simulator.requests.count == 4)
    }

    @Test(arguments: [
        "", "<html>", "null", "[]", "7", #"{"result":"ok"}"#, #"{"result":"ok","data":[]}"#,
        #"{"result":"ok","data":{"backups":7}}"#, #"{"result":7,"data":{"backups":[]}}"#,
        #"{"data":{"backups":[]}}"#, String(repeating: "[", count: 100_000),
    ])
    func `an answer that makes no sense is an error`(text: String) throws {
        let system = try SimulatedSystem()
        system.simulator.add(SupervisorFault(.answer(status: 200, text: text), on: "GET /"))
        let error = #expect(throws: SupervisorError.self) { try system.client().backups() }
        #expect(error?.code == "supervisor_unexpected_answer")
    }

    @Test func `an answer without end is not kept`() throws {
        let system = try SimulatedSystem()
        system.simulator.add(
            SupervisorFault(.answer(status: 200, text: String(repeating: "x", count: 200_000)), on: "GET /"))
        let error = #expect(throws: SupervisorError.self) {
            try system.client { $0.http.bodyLimit = 100_000 }.backups()
        }
        #expect(error?.code == "supervisor_unexpected_answer")
    }

    @Test func `what the Supervisor says is one line that a person can read`() throws {
        let system = try SimulatedSystem()
        let long = String(repeating: "very ", count: 10_000)
        let text = "{\"result\":\"error\",\"message\":\"a\\n\\u0007b \(long)\"}"
        system.simulator.add(SupervisorFault(.answer(status: 400, text: text), on: "GET /"))
        let error = try #require(throws: SupervisorError.self) { try system.client().backups() }
        #expect(error.code == "supervisor_refused")
        #expect(error.description.contains("HTTP 400: a b very"))
        #expect(error.description.count < 700)
        #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }

    @Test func `a cancellation ends the waiting`() throws {
        let system = try SimulatedSystem()
        system.simulator.setReady(false)
        let cancellation = Cancellation()
        let client = try system.client(cancellation) { settings in
            settings.requestBackoff.second = 1000
            settings.requestBackoff.longest = 1000
            settings.requestBackoff.patience = 1e6
            settings.willRetry = { _, _ in cancellation.request() }
        }
        #expect(throws: SupervisorError.cancelled) { try client.system() }
    }
}
