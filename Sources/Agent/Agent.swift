import Catalog
import FoundationEssentials
import Logging
import MQTT
import Pipe

/// The agent: one stream of inputs (broker, job, clock, signals) into the state machine, and its actions out again.
package actor Agent {
    /// Everything that can happen enters by this door.
    enum Input: Sendable {
        case broker(MQTTClient.Event)
        case moved(JobPhase)
        case ended(JobOutcome)
        case errandEnded(ErrandOutcome)
        case authorization(AuthorizationState.Event)
        case measured(SpaceMonitor.Look, isAsked: Bool)
        /// A second of a running job.
        case tick
        /// Time has passed: is a backup due, is the last one too old?
        case minute
        /// Home Assistant has started: it wants to see everything again.
        case republish
        case stop
    }

    /// What the file and the environment say; `configuration` is that with what was set over MQTT.
    let configured: Configuration
    var settings: Settings
    var configuration: Configuration
    let topics: Topics
    let parser: CommandParser
    let log: Logger
    let client: MQTTClient
    let stateFile: StateFile
    let account: DriveAccount
    let discovery: MQTTMessage?
    /// Whether all that the discovery folder holds was understood.
    let isDiscoveryWhole: Bool
    let clock: AgentClock
    private let inputs: AsyncStream<Input>
    let enter: AsyncStream<Input>.Continuation
    let startedAt: Date
    var machine: JobStateMachine
    var outbox = Outbox()
    var isConnected = false
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
    /// Yields the next look at the schedule.
    var nextLook: Task<Void, Never>?
    /// What the topic `state` says.
    var shownState: StateReport?
    /// Command topics whose clearing a broker without MQTT 5 will tell the agent itself, looking like a press.
    var clearing: Set<String> = []

    package init(_ configuration: Configuration, log: Logger, clock: AgentClock = AgentClock()) {
        self.log = log
        self.clock = clock
        startedAt = clock.now()
        configured = configuration
        stateFile = StateFile(directory: configuration.stateDirectory)
        let memory = stateFile.load()
        settings = memory.settings
        let configuration = settings.applied(to: configured)
        self.configuration = configuration
        topics = Topics(base: configuration.mqtt.baseTopic, discoveryPrefix: configuration.mqtt.discoveryPrefix)
        parser = CommandParser(topics: topics, discoveryPrefix: configuration.mqtt.discoveryPrefix)
        scheduler = Scheduler(Schedule(configuration.schedule, clock: clock.wall), memory.schedule)
        staleness = Staleness(firstStartedAt: memory.firstStartedAt)
        account = DriveAccount(configuration, log: log)
        machine = JobStateMachine(nameTemplate: configuration.backup.name, memory: memory.jobs)
        client = MQTTClient(configuration.mqtt.options(will: topics.availabilityMessage("offline")))
        (discovery, isDiscoveryWhole) = Self.discovery(configuration, log)
        (inputs, enter) = AsyncStream.makeStream()
    }

    /// Runs until `stop` yields: cancels a running job, says goodbye to the broker, and returns.
    package func run(stop: AsyncStream<Void>) async {
        let enter = enter
        let signals = Task {
            for await _ in stop { enter.yield(.stop) }
        }
        let broker = Task { [client] in
            for await event in client.events { enter.yield(.broker(event)) }
        }
        do {
            try client.start()
        } catch {
            log.critical("\(error) \(error.hint)")
            return
        }
        checkAuthorization()
        let looks = watchSpace()
        tellSettings()
        _ = lookAtSchedule()
        for await input in inputs {
            if await handle(input) { break }
        }
        looks.cancel()
        nextLook?.cancel()
        signals.cancel()
        leaving.request()
        recheck?.cancel()
        authorization(.stop)
        abandonErrands()
        send(topics.availabilityMessage("offline"))
        await client.stop()
        broker.cancel()
        log.info("stopped")
    }
}

// Inputs.
extension Agent {
    /// What announces the agent to Home Assistant; without it the agent works all the same.
    private static func discovery(_ configuration: Configuration, _ log: Logger) -> (MQTTMessage?, isWhole: Bool) {
        let mqtt = configuration.mqtt
        do {
            let discovery = try Discovery(
                folder: configuration.discoveryDirectory, prefix: mqtt.discoveryPrefix,
                placeholders: DiscoveryPlaceholders(base: mqtt.baseTopic, node: mqtt.node, version: Version.current))
            for problem in discovery.problems { log.warning("\(problem)") }
            return (discovery.message, discovery.problems.isEmpty)
        } catch {
            log.error("Home Assistant will not see the agent: \(error)")
            return (nil, false)
        }
    }

    /// Returns true when the agent is to leave.
    private func handle(_ input: Input) async -> Bool {
        switch input {
        case .broker(let event): return handle(event)
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
        case .republish:
            willRepublish = false
            if isConnected { publishEverything() }
            return false
        case .stop:
            log.info("asked to stop")
            return perform(.stop)
        }
    }
}
