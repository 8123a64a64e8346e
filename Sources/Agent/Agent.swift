import Catalog
import FoundationEssentials
import JSON
import Logging
import Pipe

/// The agent: one stream of inputs (broker, job, clock, signals) into the state machine, and its actions out again.
package actor Agent {
    let log: Logger
    let clock: AgentClock
    let startedAt: Date
    private let inputs: AsyncStream<Input>
    let enter: AsyncStream<Input>.Continuation
    var timers = Timers()

    let stateFile: StateFile
    /// Whether it has what it is to have.
    var isRemembered = true
    var adjusted: AdjustedConfiguration
    var configuration: Configuration { adjusted.current }

    let topics: Topics
    let parser: CommandParser
    var broker = BrokerConnection()
    var rivals: Rivals
    var announcement: Announcement
    var reported = Reported()
    var service: ServiceStatus

    var machine: JobStateMachine
    var running: RunningJob?
    var scheduler: Scheduler
    var staleness: Staleness

    let account: DriveAccount
    /// What keeps the backups.
    let destination: any Destination
    var authorizationState: AuthorizationState
    /// Ends the sign-in that is under way, if there is one.
    var signingIn: Cancellation?
    var errands = ErrandQueue()
    /// The backups at the destination, as far as they were looked at.
    var catalog: Catalog?
    var retention = RetentionWatch()
    var space: SpaceMonitor
    /// Requested when the agent leaves: nothing must wait for an errand.
    let leaving = Cancellation()

    package init(
        _ configured: Configuration, log: Logger, clock: AgentClock = AgentClock(), service: ServiceManager? = nil
    ) {
        (inputs, enter) = AsyncStream.makeStream()
        self.clock = clock
        startedAt = clock.now()
        stateFile = StateFile(directory: configured.stateDirectory)
        let memory = Self.memory(from: stateFile, log)
        adjusted = AdjustedConfiguration(configured, memory.settings)
        let configuration = adjusted.current
        let (mqtt, log) = (configuration.mqtt, Self.log(log, configuration, enter))
        self.log = log
        topics = Topics(base: mqtt.baseTopic, discoveryPrefix: mqtt.discoveryPrefix)
        parser = CommandParser(
            topics: topics, discoveryPrefix: mqtt.discoveryPrefix, scope: CommandScope(configuration))
        rivals = Rivals(node: mqtt.node, topics: topics, discoveryPrefix: mqtt.discoveryPrefix)
        announcement = Announcement(Self.discovery(configuration, log), memory.components)
        self.service = ServiceStatus(service)
        machine = JobStateMachine(
            nameTemplate: configuration.backup.name, pipeDirectory: configuration.pipe.directory, memory: memory.jobs)
        scheduler = Scheduler(Schedule(configuration.schedule, clock: clock.wall), memory.schedule)
        staleness = Staleness(firstStartedAt: memory.firstStartedAt)
        account = DriveAccount(configuration, log: log)
        destination = configuration.destination(account)
        space = SpaceMonitor(place: destination.name)
        authorizationState = AuthorizationState(isNeeded: configuration.needsGoogle)
    }

    /// Runs until `stop` yields: cancels a running job, says goodbye to the broker, and returns.
    /// - Throws: when another agent with the same names is at work; nothing of its was touched then.
    package func run(stop: AsyncStream<Void>) async throws(RivalError) {
        let watchdog = announceService()
        begin(stop)
        for await input in inputs {
            if await handle(input) { break }
        }
        await leave()
        watchdog?.cancel()
        if let rival = rivals.reasonToLeave { throw rival }
        log.info("stopped")
    }

    private func begin(_ stop: AsyncStream<Void>) {
        timers.signals = Task { [enter] in
            for await _ in stop { enter.yield(.stop) }
        }
        searchRivals()
        tellSettings()
    }

    private func leave() async {
        timers.cancel()
        leaving.request()
        authorization(.stop)
        abandonErrands()
        await leaveBroker()
    }
}
