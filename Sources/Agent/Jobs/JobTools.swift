import Logging
import Pipe

/// What a job works with, whatever its kind.
package struct JobTools: Sendable {
    let configuration: Configuration
    let destination: any Destination
    let meter: ProgressMeter
    let cancellation: Cancellation
    let log: Logger
    private let moved: @Sendable (JobPhase) -> Void
    /// Told on the job's thread when a named pipe waits for a writer; its path.
    let pipeReady: @Sendable (String) -> Void

    /// - Parameter moved: told on the job's threads when the phase changes.
    package init(
        configuration: Configuration, destination: any Destination, meter: ProgressMeter, cancellation: Cancellation,
        log: Logger, moved: @escaping @Sendable (JobPhase) -> Void = { _ in },
        pipeReady: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.destination = destination
        self.meter = meter
        self.cancellation = cancellation
        self.log = log
        self.moved = moved
        self.pipeReady = pipeReady
    }

    /// The job is busy with something else from now on.
    func enter(_ phase: JobPhase) {
        meter.update { $0.phase = phase }
        moved(phase)
    }
}
