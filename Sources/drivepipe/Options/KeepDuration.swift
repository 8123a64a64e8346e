import Agent
import ArgumentParser

/// `30d` on the command line, as the configuration has it.
struct KeepDuration: ExpressibleByArgument {
    let seconds: Int64

    init?(argument: String) {
        guard let seconds = Configuration.Retention.seconds(argument) else { return nil }
        self.seconds = seconds
    }
}
