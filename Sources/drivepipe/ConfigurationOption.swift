import Agent
import ArgumentParser
import Logging

/// `--config FILE`, the same for every subcommand.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration file (YAML); DRIVEPIPE_ variables win over it.")
    var file: String?

    /// The configuration, with its warnings logged.
    /// - Throws: the exit code for wrong configuration, after telling on standard error what is wrong with it.
    func load(log: Logger) throws -> Configuration {
        do {
            let configuration = try Configuration.load(file: file, environment: Environment.all)
            for warning in configuration.warnings { log.warning("\(warning)") }
            return configuration
        } catch {
            try? StandardStream.error.write("drivepipe: \(error)\n")
            throw ExitStatus.usage.error
        }
    }
}
