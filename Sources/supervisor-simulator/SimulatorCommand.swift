import ArgumentParser
import FoundationEssentials
@preconcurrency import Glibc
import HTTPServing
import SupervisorSimulator

/// Serves the simulated Supervisor until it is told to end.
@main
struct SimulatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supervisor-simulator",
        abstract:
            "Home Assistant's Supervisor on 127.0.0.1, as far as backups are concerned, for tests and demonstrations.",
        discussion: """
            The system is a folder: backup (where the backups are), homeassistant, share, ssl, media, addons/local, and in apps \
            one folder with the data of each installed app, named by its slug. The token is supervisor-simulator-token.
            """)

    @Argument(help: "The folder of the system.") var folder: String
    @Option(help: "Port on 127.0.0.1; 0 takes any free one.") var port: UInt16 = 0
    @Option(help: "Seconds that each step of a backup takes besides its work.") var stepSeconds = 0.2

    func run() throws {
        // Blocked before any thread starts, so that only sigwait sees them.
        let endings = TerminationSignals()
        let simulator = try SupervisorSimulator(configuration())
        simulator.start()
        print("supervisor-simulator listens on \(simulator.url)")
        fflush(stdout)
        endings.wait()
        simulator.stop()
    }

    private func configuration() throws -> SupervisorSimulator.Configuration {
        let files = FileManager.default
        try files.createDirectory(atPath: "\(folder)/backup", withIntermediateDirectories: true)
        var configuration = SupervisorSimulator.Configuration(backups: "\(folder)/backup")
        configuration.port = port
        configuration.stepSeconds = stepSeconds
        for name in ["share", "ssl", "media", "addons/local"] where files.fileExists(atPath: "\(folder)/\(name)") {
            configuration.folders[name] = "\(folder)/\(name)"
        }
        let homeAssistant = "\(folder)/homeassistant"
        configuration.homeAssistant = files.fileExists(atPath: homeAssistant) ? homeAssistant : nil
        let slugs = (try? files.contentsOfDirectory(atPath: "\(folder)/apps")) ?? []
        configuration.apps = slugs.sorted().map {
            SimulatedApp(slug: $0, name: $0, version: "1.0.0", data: "\(folder)/apps/\($0)")
        }
        return configuration
    }
}
