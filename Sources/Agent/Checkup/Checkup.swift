import Logging
import Pipe

/// Looks at everything that a backup and the agent will need, and changes nothing: what would fail at three in the morning
/// fails here.
package struct Checkup: Sendable {
    let configuration: Configuration
    let destination: any Destination
    let cancellation: Cancellation
    let log: Logger

    package init(
        _ configuration: Configuration, _ destination: any Destination, _ cancellation: Cancellation, log: Logger
    ) {
        self.configuration = configuration
        self.destination = destination
        self.cancellation = cancellation
        self.log = log
    }

    /// A cancellation ends it at once, whatever it waits for: a disk that does not answer cannot be told to.
    /// - Returns: what was found, in the order of `config/drivepipe.yaml`.
    /// - Throws: `CancellationRequested`.
    package func run() async throws -> [CheckupFinding] {
        let (ends, end) = AsyncStream<Result<[CheckupFinding], any Error>>.makeStream()
        cancellation.onRequest { end.yield(.failure(CancellationRequested())) }
        Task {
            do { end.yield(.success(try await findings())) } catch { end.yield(.failure(error)) }
        }
        for await result in ends { return try result.get() }
        throw CancellationRequested()
    }

    private func findings() async throws -> [CheckupFinding] {
        var findings = configuration.warnings.map { CheckupFinding.warning("configuration", $0) }
        findings.append(await broker())
        try cancellation.check()
        findings += try await Thread.run {
            try sources() + [store()] + copies() + supervisor() + [state(), discovery()]
        }
        return findings
    }
}
