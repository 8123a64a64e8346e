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
        case .searchEnded(let error): await searchEnded(error)
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
        rivals.searchAnew()
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
    }

    /// Returns true when the agent is to leave.
    private func handle(_ event: RivalSearch.Event) async -> Bool {
        guard let client = rivals.probe?.client else { return false }
        for action in rivals.search.handle(event) {
            switch action {
            case .listen(let filters):
                try? client.subscribe(filters.map { Subscription($0, wantsRetained: true) })
            case .ask(let topic): _ = try? client.publish(rivals.presence.message(.question, on: topic))
            case .answer(let topic): _ = try? client.publish(rivals.presence.message(.answer, on: topic))
            case .wait(let seconds, let round): enter(.rivals(.found(.timeout(round: round))), after: seconds)
            case .decide(let rival): return await decided(rival)
            }
        }
        return false
    }

    /// Returns true when the agent is to leave.
    private func decided(_ rival: RivalError?) async -> Bool {
        guard let rival else {
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
    /// decision it has done its work.
    private func searchEnded(_ error: MQTTError) async {
        guard broker.link == nil else { return await stopProbe() }
        if error == .clientIDRejected {
            // A broker that allows certain ids only: then without a search.
            await stopProbe()
            return connect()
        }
        tell(error)
    }

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
        enter(.rivals(.search), after: seconds)
    }
}
