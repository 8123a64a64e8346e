import Agent
import ArgumentParser
import Backup
import FoundationEssentials
import JSON
import Logging

/// `drivepipe verify`: whether a backup is whole.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Read a backup through, without writing anything, and say where it is broken.",
        discussion: """
            Exit codes: 0 it is good, 1 it is damaged or cannot be read, 3 it is whole as far as can be said without its \
            password.
            """)

    @OptionGroup var options: StoredBackupOptions

    @Option(help: "full: every byte; header: its structure only, with a few small requests.")
    var depth = VerificationReport.Depth.full

    func run() throws {
        try options.run(phase: .verifying) { [depth] file, tools, meter in
            let startedAt = Date()
            let report = try VerifyJob.verify(file, depth, tools.configuration, meter, tools.cancellation)
            VerifyJob.note(report, on: file, in: tools.destination, tools.cancellation, tools.log)
            let result = VerificationResult(
                report, target: VerifyJob.target(file), duration: Date().timeIntervalSince(startedAt))
            return WorkResult(report, result)
        }
    }
}

extension VerificationReport.Depth: ExpressibleByArgument {}

extension WorkResult {
    fileprivate init(_ report: VerificationReport, _ result: VerificationResult) {
        var payload = result.payload.object ?? [:]
        payload["members"] = .array(
            report.members.map {
                [
                    "name": .string($0.name), "stored_bytes": .integer($0.storedBytes), "tar_bytes": JSON($0.tarBytes),
                    "entries": .integer(Int64($0.entries)), "superseded": .bool($0.isSuperseded),
                ]
            })
        payload["problems"] = .array(
            report.problems.map {
                [
                    "member": JSON($0.member), "path": JSON($0.path), "code": .string($0.code),
                    "message": .string($0.message), "warning": .bool($0.isWarning),
                ]
            })
        let failure = JobFailure(report)
        if let failure {
            payload["error"] = .string(failure.code)
            payload["message"] = .string(failure.message)
        }
        self.init(
            status: failure != nil ? .failed : result.isLocked ? .warnings : .done,
            sentence: failure?.message ?? result.sentence, details: report.problems.map(\.description),
            payload: .object(payload))
    }
}
