import Agent
import ArgumentParser
import JSON
import Pipe

/// `drivepipe check`: whether everything is there that a backup and the agent will need.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "See whether everything is there that a backup and the agent need.",
        discussion: """
            Reads the configuration, tries the broker, the source, the destination and what else is configured, and \
            changes nothing. Exit codes: 0 all is well, 1 something fails, 2 wrong configuration, 3 warnings.
            """)

    @OptionGroup var options: CommandOptions

    func run() throws {
        try options.run { tools async -> WorkResult in
            let checkup = Checkup(tools.configuration, tools.destination, tools.cancellation, log: tools.log)
            do {
                return WorkResult(try await checkup.run())
            } catch {
                return WorkResult(error, isCancelled: tools.cancellation.isRequested)
            }
        }
    }
}

extension WorkResult {
    fileprivate init(_ findings: [CheckupFinding]) {
        let worst = findings.map(\.verdict).max() ?? .ok
        var table = TextTable([("VERDICT", .left), ("SUBJECT", .left), ("FINDING", .left)])
        for finding in findings { table.add([finding.verdict.rawValue, finding.subject, finding.sentence]) }
        self.init(
            status: worst.exitStatus, sentence: worst.sentence, output: table.lines,
            payload: [
                "verdict": .string(worst.rawValue), "findings": .array(findings.map(\.payload)),
            ])
    }
}

extension CheckupFinding.Verdict {
    fileprivate var exitStatus: ExitStatus {
        switch self {
        case .ok: .done
        case .warning: .warnings
        case .failed: .failed
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .ok: "All is well."
        case .warning: "It will work, with warnings."
        case .failed: "Something has to be mended first."
        }
    }
}
