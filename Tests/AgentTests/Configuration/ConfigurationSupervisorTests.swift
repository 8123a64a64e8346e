import Agent
import TestSupport
import Testing

@Suite struct ConfigurationSupervisorTests {
    private let environment = ["SUPERVISOR_TOKEN": "of the environment"]

    private func load(_ text: String, _ environment: [String: String]) throws -> Configuration {
        try Configuration(yaml: Array(text.utf8), file: "c.yaml", environment: environment)
    }

    @Test func `without a token there is no Supervisor`() throws {
        let configuration = try load("", ["SUPERVISOR_TOKEN": ""])
        #expect(configuration.supervisor.token == nil)
        #expect(!CommandScope(configuration).hasSupervisor)
    }

    @Test func `the token of the environment is taken, and never shown`() throws {
        let configuration = try load("", environment)
        #expect(configuration.supervisor.token?.value == "of the environment")
        #expect(CommandScope(configuration).hasSupervisor)
        #expect(!String(reflecting: configuration).contains("of the environment"))
        #expect(try Configuration.load(file: nil, environment: environment).supervisor == configuration.supervisor)
    }

    @Test func `a token of the configuration goes first, also one in a file`() throws {
        #expect(try load("supervisor: {token: mine}", environment).supervisor.token?.value == "mine")
        let folder = try TemporaryFolder()
        let file = try folder.write("filed\n", to: "token")
        #expect(try load("supervisor: {token_file: \(file)}", environment).supervisor.token?.value == "filed")
        let variables = environment.merging(["DRIVEPIPE_SUPERVISOR_TOKEN": "given"]) { $1 }
        #expect(try load("supervisor: {token: mine}", variables).supervisor.token?.value == "given")
    }

    @Test func `a mode that needs the Supervisor is refused without a token`() throws {
        let text = "supervisor:\n  mode: apps\n"
        let error = #expect(throws: ConfigurationError.self) { try self.load(text, [:]) }
        #expect(error?.code == .conflict)
        #expect(error?.line == 2)
        #expect(error?.key == "supervisor.mode")
        #expect(error?.message.contains("\"apps\"") == true)
        #expect(try load(text, environment).supervisor.mode == .apps)
        #expect(try load("supervisor: {mode: off}", [:]).supervisor.mode == .off)
    }

    @Test func `the address of the Supervisor is taken without a warning`() throws {
        let configuration = try load("supervisor: {url: 'http://127.0.0.1:8099', token: x}", [:])
        #expect(configuration.supervisor.url == "http://127.0.0.1:8099")
        #expect(configuration.warnings == [])
    }

    @Test func `commands know whether the Supervisor packs`() throws {
        #expect(CommandScope(try load("supervisor: {mode: classic}", environment)).isClassic)
        #expect(!CommandScope(try load("supervisor: {mode: apps}", environment)).isClassic)
    }
}
