import Agent
import ArgumentParser
import JSON
import Logging

/// `--config FILE`, the same for every subcommand.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration file (YAML); DRIVEPIPE_ variables win over it.")
    var file: String?

    /// The configuration, with its warnings logged.
    /// - Parameter json: whether what is wrong is also told as one JSON object on standard output.
    /// - Throws: the exit code for wrong configuration, after telling on standard error what is wrong with it.
    func load(log: Logger, json: Bool = false) throws -> Configuration {
        do throws(ConfigurationError) {
            let configuration = try Configuration.load(file: file, environment: Environment.all)
            for warning in configuration.warnings { log.warning("\(warning)") }
            return configuration
        } catch {
            try? StandardStream.error.write(line: "drivepipe: \(error)")
            if json { try? StandardStream.output.write(Self.payload(error)) }
            throw ExitStatus.usage.error
        }
    }

    private static func payload(_ error: ConfigurationError) -> JSON {
        ["error": .string(error.code.rawValue), "message": .string(error.description), "retryable": false]
    }
}
