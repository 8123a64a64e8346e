import HTTP
import Pipe
import Supervisor
import SupervisorSimulator
import TestSupport

/// A simulated Supervisor with two apps and some folders, and what it takes to talk to it without long waits.
final class SimulatedSystem: Sendable {
    static let token = "supervisor-simulator-token"

    let folder: TemporaryFolder
    let simulator: SupervisorSimulator

    init(_ configure: (inout SupervisorSimulator.Configuration) -> Void = { _ in }) throws {
        folder = try TemporaryFolder()
        var configuration = SupervisorSimulator.Configuration(backups: try folder.makeFolder("backup"))
        configuration.apps = try Self.apps(in: folder)
        configuration.folders = ["share": try folder.makeFolder("share"), "ssl": try folder.makeFolder("ssl")]
        configuration.homeAssistant = try folder.makeFolder("config")
        try folder.write("shared\n", to: "share/note.txt")
        try folder.write("homeassistant:\n", to: "config/configuration.yaml")
        configure(&configuration)
        simulator = try SupervisorSimulator(configuration)
        simulator.start()
    }

    deinit {
        simulator.stop()
    }

    private static func apps(in folder: TemporaryFolder) throws -> [SimulatedApp] {
        let data = try folder.makeFolder("apps/core_mosquitto")
        try folder.write("listener 1883\n", to: "apps/core_mosquitto/mosquitto.conf")
        let config = try folder.makeFolder("app_configs/core_ssh")
        try folder.write("port: 22\n", to: "app_configs/core_ssh/ssh.yaml")
        return [
            SimulatedApp(slug: "core_mosquitto", name: "Mosquitto broker", version: "6.5.2", data: data),
            SimulatedApp(slug: "core_ssh", name: "Terminal & SSH", version: "9.17.0", config: config),
        ]
    }

    func settings(
        token: String? = SimulatedSystem.token, _ change: (inout SupervisorSettings) -> Void = { _ in }
    ) throws -> SupervisorSettings {
        var settings = try SupervisorSettings(url: simulator.url, token: token)
        settings.requestBackoff = Backoff.Policy(patience: 30)
        settings.requestBackoff.second = 0.001
        settings.transferBackoff.second = 0.001
        settings.tidyingBackoff.second = 0.001
        settings.pollPause = 0.01
        change(&settings)
        return settings
    }

    func client(
        _ cancellation: Cancellation = Cancellation(), _ change: (inout SupervisorSettings) -> Void = { _ in }
    ) throws -> SupervisorClient {
        SupervisorClient(try settings(token: Self.token, change), cancellation: cancellation)
    }

    /// The requests of one kind: `POST /backups/thaw`.
    func requests(_ line: String) -> [RecordedRequest] {
        simulator.requests.filter { $0.line == line }
    }
}
