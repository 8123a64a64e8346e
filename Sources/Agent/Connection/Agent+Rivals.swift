import FoundationEssentials
import Logging
import MQTT

// Another agent with the same names: looked for before each first step onto the broker, and after being thrown out.
extension Agent {
    /// Whether another agent has claimed this one's names within the last minutes.
    var isContested: Bool { contest.isGoingOn(at: Date()) }

    /// Connects under a client id that throws nobody out, without a will and without leaving anything behind.
    func searchRivals() {
        search = RivalSearch(presence, topics: topics, discoveryPrefix: configuration.mqtt.discoveryPrefix)
        var options = configuration.mqtt.options(
            clientID: "\(configuration.mqtt.clientID)-\(presence.instance.prefix(8))")
        options.sessionExpiry = 0
        let enter = enter
        probe = connect(options) { event in
            switch event {
            case .connected: enter.yield(.rivals(.connected))
            case .message(let message): enter.yield(.rivals(.message(message)))
            case .acknowledged: enter.yield(.rivals(.acknowledged))
            case .disconnected(let error): enter.yield(.searchEnded(error))
            default: break
            }
        }
        self.enter(.rivals(.late), after: RivalSearch.limit)
    }

    /// Returns true when the agent is to leave.
    func handle(_ event: RivalSearch.Event) async -> Bool {
        guard let probe else { return false }
        defer { if case .message = event { probe.handled() } }
        for action in search.handle(event) {
            if await carryOut(action, by: probe.client) { return true }
        }
        return false
    }

    private func carryOut(_ action: RivalSearch.Action, by client: MQTTClient) async -> Bool {
        switch action {
        case .listen(let filters):
            try? client.subscribe(filters.map { Subscription($0, wantsRetained: true) })
        case .ask(let topic): _ = try? client.publish(presence.message(.question, on: topic))
        case .answer(let topic): _ = try? client.publish(presence.message(.answer, on: topic))
        case .wait(let seconds, let round): enter(.rivals(.timeout(round: round)), after: seconds)
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
        log.critical("\(rival) \(rival.hint)", metadata: ["code": "\(rival.code)"])
        guard connectedAt != nil else {
            self.rival = rival
            return perform(.stop)
        }
        // The other one came while this one was away. Its work goes on; it is looked after whether the other one goes.
        _ = contest.claimed(at: Date())
        publishState()
        enter(.search, after: Contest.standby)
        return false
    }

    func stopProbe() async {
        await probe?.stop(within: .zero)
        probe = nil
    }

    /// The broker did not let the search in, or cut it. Like any other connection it is tried again by itself; after the
    /// decision it has done its work. Returns true when the agent is to leave.
    func searchEnded(_ error: MQTTError) async -> Bool {
        guard link == nil else {
            await stopProbe()
            return false
        }
        let isLeaving = await handle(.ended(error))
        // Whether it was about the client id alone, the agent's own connection will show.
        if link == nil { tell(error) }
        return isLeaving
    }

    /// Whether the agent leaves its names to another one for now: then it begins nothing.
    var isStandingBy: Bool { link == nil && isContested }

    /// Somebody spoke on the presence topic.
    func receive(presence message: MQTTMessage) async {
        guard let other = Presence(message), other.instance != presence.instance else { return }
        let now = Date()
        // Of two that arrive in the same moment, perhaps only one hears the other: it knows what to do in either case.
        let yields =
            other.word == .answer || other.word == .arrival && isNew(at: now) && other.instance < presence.instance
        // Not by way of the outbox: late, it would send somebody away who is right to be there.
        if !yields { _ = try? link?.client.publish(presence.message(.answer, on: topics.presence)) }
        let rival = RivalError(base: topics.base, node: other.node, host: other.host)
        if contest.claimed(at: now) {
            log.error("\(rival) \(rival.hint)", metadata: ["code": "\(rival.code)"])
            // Whatever it may have left under the common topics.
            republishSoon()
        }
        enter(.calm, after: Contest.memory + 1)
        if yields { await stayAway(seconds: Contest.standby) }
    }

    /// Leaves the broker without a word, as the topics are another's now, and looks again later.
    func stayAway(seconds: Double) async {
        isConnected = false
        outbox.connectionLost()
        await link?.stop(within: .zero)
        link = nil
        reportToService()
        enter(.search, after: seconds)
    }

    private func isNew(at now: Date) -> Bool {
        connectedAt.map { abs(now.timeIntervalSince($0)) < 3 } ?? false
    }

    private func enter(_ input: Input, after seconds: Double) {
        let enter = enter
        Task {
            try? await Task.sleep(for: .seconds(seconds))
            enter.yield(input)
        }
    }
}
