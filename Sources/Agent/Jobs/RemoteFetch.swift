import Backup
import FoundationEssentials
import Pipe

/// A fetch that somebody elsewhere asked for: into the one folder that the configuration allows, or below it.
struct RemoteFetch: Sendable {
    let options: FetchOptions
    let configuration: Configuration
    let destination: any Destination
    let meter: ProgressMeter
    let cancellation: Cancellation
    /// Called on the job's thread when the phase changes.
    let moved: @Sendable (JobPhase) -> Void

    /// Runs to the end; never throws, since each end is an outcome that somebody waits for.
    func run() async -> JobOutcome {
        let startedAt = Date()
        do {
            var result = try await Thread.run { try fetch() }
            result.duration = Date().timeIntervalSince(startedAt)
            return .fetched(result)
        } catch {
            return JobOutcome(failing: error, cancellation)
        }
    }

    /// Blocks.
    private func fetch() throws -> FetchResult {
        guard let root = configuration.fetchDirectory else { throw FetchError.forbidden }
        let file = try options.target.open(in: destination, cancellation, avoidsDamage: true)
        meter.update { $0.phase = .fetching }
        moved(.fetching)
        let folder = try FetchFolder(root, options.place.folders, creating: !options.isDryRun)
        // In a folder that is not there yet, nothing is in the way.
        let overwrite = options.overwrites || !folder.exists
        let job = FetchJob(
            file, to: folder.path, shownAs: folder.shownPath, name: options.place.name, overwrite: overwrite,
            meter: meter, cancellation: cancellation)
        let path = options.isDryRun ? try job.check() : try job.run()
        return FetchResult(
            target: VerifyJob.target(file), name: file.name, path: path, bytes: file.size, isDryRun: options.isDryRun,
            duration: 0)
    }
}
