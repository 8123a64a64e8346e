import Agent
import JSON

/// What came of a subcommand: for people, for scripts, and for the shell.
struct WorkResult: Sendable {
    var status = ExitStatus.done
    var sentence: String
    /// Lines before the sentence.
    var details: [String] = []
    /// What was asked for, on standard output; not with `--json`.
    var output: [String] = []
    var payload: JSON

    /// - Parameter asJSON: one object on standard output in place of the sentence.
    /// - Throws: the exit code, unless all is well.
    func print(asJSON: Bool) throws {
        for line in details { try StandardStream.error.write(line: line) }
        if asJSON {
            try StandardStream.output.write(payload)
        } else {
            for line in output { try StandardStream.output.write(line: line) }
            try StandardStream.error.write(line: sentence)
        }
        guard status == .done else { throw status.error }
    }
}

extension WorkResult {
    init(_ error: any Error, isCancelled: Bool) {
        if isCancelled {
            let failure = JobFailure.cancelled("Cancelled.")
            self.init(status: .cancelled, sentence: failure.message, payload: failure.payload)
        } else {
            let failure = JobFailure(error)
            self.init(status: .failed, sentence: failure.message, payload: failure.payload)
        }
    }
}
