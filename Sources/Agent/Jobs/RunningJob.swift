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

    /// - Parameter tell: hears what becomes of it: each second until `stopTicking()`, the end once.
    init(
        _ job: Job, configuration: Configuration, destination: any Destination, log: Logger,
        tell: @escaping @Sendable (Agent.JobInput) -> Void
    ) {
        self.job = job
        meter = ProgressMeter(startedAt: job.startedAt)
        lastReport = job.startedAt
        reportInterval = TimeInterval(configuration.mqtt.progressSeconds)
        let tools = JobTools(
            configuration: configuration, destination: destination, meter: meter, cancellation: cancellation, log: log,
            moved: { tell(.moved($0)) }, pipeReady: { tell(.pipeReady($0)) })
        let work = Self.work(of: job, tools)
        Task { tell(.ended(await work())) }
        ticker = Task {
            while (try? await Task.sleep(for: .seconds(1))) != nil { tell(.tick) }
        }
    }

    private static func work(of job: Job, _ tools: JobTools) -> @Sendable () async -> JobOutcome {
        switch job.kind {
        case .backup: return BackupJob(job, tools).run
        case .verification(let target, let depth): return VerifyJob(target, depth: depth, tools).run
        case .pruning(let options):
            tools.enter(.pruning)
            return PruneJob(
                options, configuration: tools.configuration, destination: tools.destination,
                cancellation: tools.cancellation, log: tools.log
            ).run
        case .fetching(let options): return RemoteFetch(options: options, tools: tools).run
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
