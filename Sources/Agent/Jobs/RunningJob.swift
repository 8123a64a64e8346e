import FoundationEssentials
import Logging
import Pipe

/// A job that is under way: its numbers, the way to stop it, and the clock for its reports.
struct RunningJob: Sendable {
    let job: Job
    let meter: ProgressMeter
    let cancellation = Cancellation()
    private let ticker: Task<Void, Never>
    private var lastReport: Date
    private var lastQuarter = 0
    private var lastPhase = JobPhase.preparing

    /// Seconds between two progress messages: each may be a row in Home Assistant's database.
    var reportInterval: TimeInterval

    /// - Parameters:
    ///   - moved: called when the phase changes; `ended` once at the end; `tick` every second until `stopTicking()`.
    init(
        _ job: Job, configuration: Configuration, destination: any Destination, log: Logger,
        moved: @escaping @Sendable (JobPhase) -> Void,
        ended: @escaping @Sendable (JobOutcome) -> Void, tick: @escaping @Sendable () -> Void
    ) {
        self.job = job
        let meter = ProgressMeter(startedAt: job.startedAt)
        self.meter = meter
        lastReport = job.startedAt
        reportInterval = TimeInterval(configuration.mqtt.progressSeconds)
        let work = Self.work(of: job, configuration, destination, log, meter, cancellation, moved)
        Task { ended(await work()) }
        ticker = Task {
            while (try? await Task.sleep(for: .seconds(1))) != nil { tick() }
        }
    }

    private static func work(
        of job: Job, _ configuration: Configuration, _ destination: any Destination, _ log: Logger,
        _ meter: ProgressMeter,
        _ cancellation: Cancellation, _ moved: @escaping @Sendable (JobPhase) -> Void
    ) -> @Sendable () async -> JobOutcome {
        switch job.kind {
        case .backup:
            return BackupJob(
                job, configuration: configuration, destination: destination, meter: meter, cancellation: cancellation,
                log: log, moved: moved
            ).run
        case .verification(let target, let depth):
            return VerifyJob(
                target, depth: depth, configuration: configuration, destination: destination, meter: meter,
                cancellation: cancellation, log: log, moved: moved
            ).run
        case .pruning(let options):
            meter.update { $0.phase = .pruning }
            moved(.pruning)
            return PruneJob(
                options, configuration: configuration, destination: destination, cancellation: cancellation, log: log
            ).run
        case .fetching(let options):
            return RemoteFetch(
                options: options, configuration: configuration, destination: destination, meter: meter,
                cancellation: cancellation, moved: moved
            ).run
        }
    }

    func stopTicking() {
        ticker.cancel()
    }

    /// What is to be reported now: progress every few seconds and at each change of phase, an event at each quarter.
    mutating func due(at now: Date) -> (progress: Bool, quarter: Int?) {
        let reading = meter.read(at: now)
        // In either direction: the clock may be set back.
        var isDue = abs(now.timeIntervalSince(lastReport)) >= reportInterval
        if reading.phase != lastPhase { isDue = true }
        lastPhase = reading.phase
        if isDue { lastReport = now }
        return (isDue, nextQuarter(reading.percent))
    }

    private mutating func nextQuarter(_ percent: Int?) -> Int? {
        guard let percent else { return nil }
        let quarter = min(75, percent / 25 * 25)
        guard quarter > lastQuarter else { return nil }
        lastQuarter = quarter
        return quarter
    }
}
