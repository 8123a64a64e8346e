import Agent
import ArgumentParser
import Logging

/// `drivepipe agent`: runs until it is told to end, commanded over MQTT.
struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Run the agent: commanded and watched over MQTT.")

    @OptionGroup var configuration: ConfigurationOption

    func run() throws {
        try Foreground.run { [configuration] stop in
            LoggingSystem.bootstrap(LineLogHandler.init(label:))
            let log = Logger(label: "drivepipe")
            let service = ServiceManager(environment: Environment.all)
            let agent = Agent(try configuration.load(log: log), log: log, service: service)
            do {
                try await agent.run(stop: stop)
            } catch {
                // Told in the log. Not to be tried again by a service manager: a setting must be changed first.
                throw ExitStatus.usage.error
            }
        }
    }
}
