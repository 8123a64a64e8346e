import Archive
import Backup
import Catalog
import FoundationEssentials
import Logging
import Pipe

/// Looks through one backup, wherever it lies.
package struct VerifyJob: Sendable {
    private let target: BackupTarget
    private let depth: VerificationReport.Depth
    private let tools: JobTools

    init(_ target: BackupTarget, depth: VerificationReport.Depth, _ tools: JobTools) {
        self.target = target
        self.depth = depth
        self.tools = tools
    }

    /// Runs to the end; never throws, since each end is an outcome that somebody waits for.
    func run() async -> JobOutcome {
        let startedAt = Date()
        do {
            let (file, report) = try await Thread.run { [self] in
                let file = try target.open(in: tools.destination, tools.cancellation)
                tools.enter(.verifying)
                let report = try Self.verify(file, depth, tools.configuration, tools.meter, tools.cancellation)
                Self.note(report, on: file, in: tools.destination, tools.cancellation, tools.log)
                return (file, report)
            }
            for problem in report.problems { tools.log.warning("\(problem)") }
            if let failure = JobFailure(report) { return .failed(failure) }
            let duration = Date().timeIntervalSince(startedAt)
            return .verified(VerificationResult(report, of: file, duration: duration))
        } catch {
            return JobOutcome(failing: error, tools.cancellation)
        }
    }

    /// How a result names what was looked through: by the destination's id, or by the path of a file on this machine.
    package static func target(_ file: any BackupFile) -> String {
        (file as? StoredBackup)?.entry.id ?? file.name
    }

    /// Blocks.
    /// - Throws: `CancellationRequested`; the file's errors. Damage is in the report.
    package static func verify(
        _ file: any BackupFile, _ depth: VerificationReport.Depth, _ configuration: Configuration,
        _ meter: ProgressMeter, _ cancellation: Cancellation
    ) throws -> VerificationReport {
        // A few requests, of which nobody knows the bytes beforehand, have no percents.
        if depth == .full { meter.update { $0.totalIsExact(file.size) } }
        if let stored = file as? StoredBackup, stored.isStream {
            return try StreamVerifier(
                file, md5: stored.entry.sentMD5, cancellation: cancellation,
                progress: { bytes in meter.update { $0.doneBytes = bytes } }
            ).verify(depth)
        }
        let verifier = BackupVerifier(
            file, secret: configuration.backup.secret, cancellation: cancellation,
            progress: { bytes in meter.update { $0.doneBytes = bytes } })
        return try verifier.verify(depth)
    }

    /// Notes at the destination what was found, where that can be. Blocks.
    package static func note(
        _ report: VerificationReport, on file: any BackupFile, in destination: any Destination,
        _ cancellation: Cancellation, _ log: Logger
    ) {
        guard let backup = file as? StoredBackup else { return }
        do {
            try destination.note(report, on: backup, cancellation)
        } catch {
            log.warning("The result of the verification could not be noted in \(destination.name). \(error)")
        }
    }
}

extension Configuration.Backup {
    /// What opens encrypted backups; nil without a password.
    package var secret: SecureTarSecret? { password.map { SecureTarSecret(password: $0.value) } }
}

extension JobFailure {
    /// Nil for a backup that is good.
    package init?(_ report: VerificationReport) {
        let damage = report.problems.filter { !$0.isWarning }
        guard let first = damage.first else { return nil }
        let others = damage.count + report.omittedProblems - 1
        let more = others > 0 ? " Problems beside it: \(others)." : ""
        self.init(code: first.code, message: "The backup is damaged. \(first)\(more)", isRetryable: false)
    }
}
