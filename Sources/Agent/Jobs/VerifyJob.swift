import Backup
import FoundationEssentials
import Logging
import Pipe

package struct VerifyJob: Sendable {
    package init(
        _ target: BackupTarget, depth: VerificationDepth, configuration: Configuration, meter: ProgressMeter,
        cancellation: Cancellation, log: Logger, moved: @escaping @Sendable (JobPhase) -> Void
    ) {}
    package func run() async -> JobOutcome { .cancelled }
}
