import Catalog
import FoundationEssentials
import JSON
import Logging
import MQTT
import Pipe

/// The agent: one stream of inputs (broker, job, clock, signals) into the state machine, and its actions out again.
package actor Agent {
    /// Everything that can happen enters by this door.
    enum Input: Sendable {
        case broker(MQTTClient.Event)
        case rivals(RivalSearch.Event)
        /// The search for a rival met a broker that does not let it in.
        case searchEnded(MQTTError)
        /// It is time to look whether there is a rival.
        case search
        /// Nobody has claimed the agent's names for a while.
        case calm
        case moved(JobPhase)
        case ended(JobOutcome)
        case errandEnded(ErrandOutcome)
        case authorization(AuthorizationState.Event)
        case measured(SpaceMonitor.Look, isAsked: Bool)
        /// A second of a running job.
        case tick
        case report(Report)
        /// Time has passed: is a backup due, is the last one too old?
        case minute
        /// Home Assistant has started: it wants to see everything again.
        case republish
        /// The service manager is to hear that all this is still listened to.
        case pulse
        case stop
    }

    /// What the file and the environment say; `configuration` is that with what was set over MQTT.
    let configured: Configuration
    var settings: Settings
    var configuration: Configuration
    let topics: Topics
    let parser: CommandParser
    let log: Logger
    /// Nil until it is known that no other agent has the same names.
    var link: Link?
    /// Looks for such an agent, under a client id of its own.
    var probe: Link?
    var search: RivalSearch
    let presence: Presence
    var contest = Contest()
    /// When the broker let the agent in last, if ever.
    var connectedAt: Date?
    /// Set when the agent leaves because of another one.
    var rival: RivalError?
    let stateFile: StateFile
    let account: DriveAccount
    let discovery: Discovery?
    var components: AnnouncedComponents
    /// Who has started this program as a service, if that wants to hear of it.
    let service: ServiceManager?
    /// The line it heard last.
    var toldService = ""
    let clock: AgentClock
    private let inputs: AsyncStream<Input>
    let enter: AsyncStream<Input>.Continuation
    let startedAt: Date
    var machine: JobStateMachine
    var outbox = Outbox()
    var isConnected = false
    /// How often the broker let the agent in.
    var connections = 0
    var statePublication = StatePublication()
    /// What the broker has of it.
    var publishedProgress: JSON?
    var logBudget = LogBudget()
    var protocolVersion: MQTTVersion?
    var running: RunningJob?
    var space = SpaceMonitor()
    var errands = ErrandQueue()
    /// What is in Drive, as far as it was looked at.
    var catalog: Catalog?
    /// Requested when the agent leaves: nothing must wait for an errand.
    let leaving = Cancellation()
    var retention = RetentionWatch()
    var authorizationState = AuthorizationState()
    /// Ends the sign-in that is under way, if there is one.
    var signingIn: Cancellation?
    var recheck: Task<Void, Never>?
    var willRepublish = false
    var scheduler: Scheduler
    var staleness: Staleness
    /// Looks at the world now and then; empty until the agent knows that it is alone, or that nobody can say.
    var looks: [Task<Void, Never>] = []
    /// Yields the next look at the schedule.
    var nextLook: Task<Void, Never>?
    /// Command topics whose clearing a broker without MQTT 5 will tell the agent itself, looking like a press.
    var clearing: Set<String> = []

    package init(
        _ configuration: Configuration, log: Logger, clock: AgentClock = AgentClock(), service: ServiceManager? = nil
    ) {
        (inputs, enter) = AsyncStream.makeStream()
        let log = Self.log(log, configuration, enter)
        self.log = log
        self.clock = clock
        self.service = service
        startedAt = clock.now()
        configured = configuration
        stateFile = StateFile(directory: configuration.stateDirectory)
        let memory = stateFile.load()
        settings = memory.settings
        let configuration = settings.applied(to: configured)
        self.configuration = configuration
        topics = Topics(base: configuration.mqtt.baseTopic, discoveryPrefix: configuration.mqtt.discoveryPrefix)
        parser = CommandParser(
            topics: topics, discoveryPrefix: configuration.mqtt.discoveryPrefix,
            scope: CommandScope(configuration))
        scheduler = Scheduler(Schedule(configuration.schedule, clock: clock.wall), memory.schedule)
        staleness = Staleness(firstStartedAt: memory.firstStartedAt)
        account = DriveAccount(configuration, log: log)
        machine = JobStateMachine(nameTemplate: configuration.backup.name, memory: memory.jobs)
        presence = Presence(node: configuration.mqtt.node)
        search = RivalSearch(presence, topics: topics, discoveryPrefix: configuration.mqtt.discoveryPrefix)
        discovery = Self.discovery(configuration, log)
        components = memory.components
    }

    /// Runs until `stop` yields: cancels a running job, says goodbye to the broker, and returns.
    /// - Throws: when another agent with the same names is at work; nothing of its was touched then.
    package func run(stop: AsyncStream<Void>) async throws(RivalError) {
        let enter = enter
        let signals = Task {
            for await _ in stop { enter.yield(.stop) }
        }
        searchRivals()
        let pulse = announceService()
        if let discovery { components.take(discovery) }
        tellSettings()
        for await input in inputs {
            if await handle(input) { break }
        }
        for look in looks { look.cancel() }
        nextLook?.cancel()
        signals.cancel()
        leaving.request()
        recheck?.cancel()
        authorization(.stop)
        abandonErrands()
        await leaveBroker()
        pulse?.cancel()
        if let rival { throw rival }
        log.info("stopped")
    }
}

// Inputs.
extension Agent {
    /// What announces the agent to Home Assistant; without it the agent works all the same.
    private static func discovery(_ configuration: Configuration, _ log: Logger) -> Discovery? {
        let mqtt = configuration.mqtt
        do {
            let discovery = try Discovery(
                folder: configuration.discoveryDirectory, prefix: mqtt.discoveryPrefix,
                placeholders: DiscoveryPlaceholders(base: mqtt.baseTopic, node: mqtt.node, version: Version.current))
            for problem in discovery.problems { log.warning("\(problem)") }
            return discovery
        } catch {
            log.error("Home Assistant will not see the agent: \(error)")
            return nil
        }
    }

    /// Returns true when the agent is to leave.
    private func handle(_ input: Input) async -> Bool {
        switch input {
        case .broker(let event): return await handle(event)
        case .rivals(let event): return await handle(event)
        case .searchEnded(let error): return await searchEnded(error)
        case .search:
            guard link == nil else { return false }
            await stopProbe()
            searchRivals()
            return false
        case .calm:
            publishState()
            return false
        case .moved(let phase): return perform(.moved(to: phase))
        case .ended(let outcome): return end(outcome) || lookAtSchedule()
        case .errandEnded(let outcome): return end(outcome) || lookAtSchedule()
        case .authorization(let event):
            authorization(event)
            return lookAtSchedule()
        case .minute: return lookAtSchedule()
        case .measured(let look, let isAsked):
            take(look, isAsked: isAsked)
            return false
        case .tick: return tick()
        case .report(let report):
            handle(report)
            return false
        case .republish:
            willRepublish = false
            if isConnected {
                removeObsolete()
                publishEverything()
            }
            return false
        case .pulse:
            service?.notify("WATCHDOG=1")
            return false
        case .stop:
            log.info("asked to stop")
            service?.notify("STOPPING=1")
            return perform(.stop)
        }
    }
}
