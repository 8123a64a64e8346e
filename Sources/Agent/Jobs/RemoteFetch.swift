import Backup
import FoundationEssentials
import Pipe

/// A fetch that somebody elsewhere asked for: into the one folder that the configuration allows, or below it.
struct RemoteFetch: Sendable {
    let options: FetchOptions
    let tools: JobTools

    /// Runs to the end; never throws, since each end is an outcome that somebody waits for.
    func run() async -> JobOutcome {
        let startedAt = Date()
        do {
            var result = try await Thread.run { try fetch() }
            result.duration = Date().timeIntervalSince(startedAt)
            return .fetched(result)
        } catch {
            return JobOutcome(failing: error, tools.cancellation)
        }
    }

    /// Blocks.
    private func fetch() throws -> FetchResult {
        guard let root = tools.configuration.fetchDirectory else { throw FetchError.forbidden }
        let file = try options.target.open(in: tools.destination, tools.cancellation, avoidsDamage: true)
        tools.enter(.fetching)
        let folder = try FetchFolder(root, options.place.folders, creating: !options.isDryRun)
        // In a folder that is not there yet, nothing is in the way.
        let overwrite = options.overwrites || !folder.exists
        let job = FetchJob(
            file, to: folder.path, shownAs: folder.shownPath, name: options.place.name, overwrite: overwrite,
            meter: tools.meter, cancellation: tools.cancellation)
        let path = options.isDryRun ? try job.check() : try job.run()
        return FetchResult(
            target: VerifyJob.target(file), name: file.name, path: path, bytes: file.size, isDryRun: options.isDryRun,
            duration: 0)
    }
}
