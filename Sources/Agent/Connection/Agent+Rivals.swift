import FoundationEssentials
import Logging
import MQTT

// Another agent with the same names: looked for before each first step onto the broker, and after being thrown out.
extension Agent {
    /// What becomes of the search, and of a conflict.
    enum RivalInput: Sendable {
        case found(RivalSearch.Event)
        /// The search met a broker that does not let it in.
        case searchEnded(MQTTError)
        /// It is time to look whether there is a rival.
        case search
        /// Nobody has claimed the agent's names for a while.
        case calm
    }

    /// Returns true when the agent is to leave.
    func handle(_ input: RivalInput) async -> Bool {
        switch input {
        case .found(let event): return await handle(event)
        case .searchEnded(let error): return await searchEnded(error)
        case .search:
            guard broker.link == nil else { return false }
            await stopProbe()
            searchRivals()
        case .calm: publishState()
        }
        return false
    }

    /// Connects under a client id that throws nobody out, without a will and without leaving anything behind.
    func searchRivals() {
        rivals.search.startOver()
        var options = configuration.mqtt.options(
            clientID: "\(configuration.mqtt.clientID)-\(rivals.presence.instance.prefix(8))")
        options.sessionExpiry = 0
        let enter = enter
        rivals.probe = connect(options) { event in
            switch event {
            case .connected: enter.yield(.rivals(.found(.connected)))
            case .message(let message): enter.yield(.rivals(.found(.message(message))))
            case .acknowledged: enter.yield(.rivals(.found(.acknowledged)))
            case .disconnected(let error): enter.yield(.rivals(.searchEnded(error)))
            default: break
            }
        }
        self.enter(.rivals(.found(.late)), after: RivalSearch.limit)
    }

    /// Returns true when the agent is to leave.
    private func handle(_ event: RivalSearch.Event) async -> Bool {
        guard let probe = rivals.probe else { return false }
        defer { if case .message = event { probe.handled() } }
        for action in rivals.search.handle(event) {
            if await carryOut(action, by: probe.client) { return true }
        }
        return false
    }

    private func carryOut(_ action: RivalSearch.Action, by client: MQTTClient) async -> Bool {
        switch action {
        case .listen(let filters):
            try? client.subscribe(filters.map { Subscription($0, wantsRetained: true) })
        case .ask(let topic): _ = try? client.publish(rivals.presence.message(.question, on: topic))
        case .answer(let topic): _ = try? client.publish(rivals.presence.message(.answer, on: topic))
        case .wait(let seconds, let round): enter(.rivals(.found(.timeout(round: round))), after: seconds)
        case .decide(let rival): return await decided(rival)
        case .work: beginWork()
        case .skip(let error):
            log.info("Whether another agent has the same names cannot be looked up. \(error)")
            await stopProbe()
            beginWork()
            connect()
        }
        return false
    }

    /// Returns true when the agent is to leave.
    private func decided(_ rival: RivalError?) async -> Bool {
        guard let rival else {
            beginWork()
            connect()
            return false
        }
        await stopProbe()
        tell(rival, level: .critical)
        guard broker.madeAt != nil else {
            rivals.reasonToLeave = rival
            return perform(.stop)
        }
        // The other one came while this one was away. Its work goes on; it is looked after whether the other one goes.
        _ = rivals.conflict.claimed(at: Date())
        publishState()
        enter(.rivals(.search), after: NameConflict.standby)
        return false
    }

    private func tell(_ rival: RivalError, level: Logger.Level) {
        log.log(level: level, "\(rival) \(rival.hint)", metadata: ["code": "\(rival.code)"])
    }

    func stopProbe() async {
        await rivals.probe?.stop(within: .zero)
        rivals.probe = nil
    }

    /// The broker did not let the search in, or cut it. Like any other connection it is tried again by itself; after the
    /// decision it has done its work. Returns true when the agent is to leave.
    private func searchEnded(_ error: MQTTError) async -> Bool {
        guard broker.link == nil else {
            await stopProbe()
            return false
        }
        let isLeaving = await handle(.ended(error))
        // Whether it was about the client id alone, the agent's own connection will show.
        if broker.link == nil { tell(error) }
        return isLeaving
    }

    /// Whether the agent leaves its names to another one for now: then it begins nothing.
    var isStandingBy: Bool { broker.link == nil && rivals.conflict.isGoingOn(at: Date()) }

    /// Somebody spoke on the presence topic.
    func receive(presence message: MQTTMessage) async {
        let now = Date()
        guard let encounter = rivals.meet(message, isNew: broker.isNew(at: now), at: now) else { return }
        // Not by way of the outbox: late, it would send somebody away who is right to be there.
        if !encounter.yields {
            _ = try? broker.link?.client.publish(rivals.presence.message(.answer, on: topics.presence))
        }
        if encounter.isNews {
            tell(encounter.rival, level: .error)
            // Whatever it may have left under the common topics.
            republishSoon()
        }
        enter(.rivals(.calm), after: NameConflict.memory + 1)
        if encounter.yields { await stayAway(seconds: NameConflict.standby) }
    }

    /// Leaves the broker without a word, as the topics are another's now, and looks again later.
    func stayAway(seconds: Double) async {
        broker.lost()
        await broker.link?.stop(within: .zero)
        broker.link = nil
        reportToService()
        enter(.rivals(.search), after: seconds)
    }
}
