import FoundationEssentials
import Logging
import MQTT

// What comes from the broker, and how the link to it fares.
extension Agent {
    private var clientID: String { configuration.mqtt.clientID }

    /// Starts the agent's own connection, once nobody else is known to have its names.
    func connect() {
        var options = configuration.mqtt.options(clientID: clientID)
        options.will = topics.availabilityMessage("offline")
        let enter = enter
        broker.link = connect(options) { enter.yield(.broker($0)) }
    }

    func connect(_ options: MQTTOptions, _ take: @escaping @Sendable (MQTTClient.Event) -> Void) -> Link? {
        do {
            return try Link(options, take)
        } catch {
            log.critical("\(error) \(error.hint)")
            enter.yield(.stop)
            return nil
        }
    }

    /// Says goodbye to the broker.
    func leaveBroker() async {
        send(topics.availabilityMessage("offline"))
        await stopProbe()
        await broker.link?.stop()
        broker.link = nil
    }

    /// Returns true when the agent is to leave.
    func handle(_ event: MQTTClient.Event) async -> Bool {
        switch event {
        case .connected(let version, _): await connected(version)
        case .disconnected(let error): await disconnected(error)
        case .message(let message):
            defer { broker.link?.handled() }
            return await receive(message)
        case .acknowledged(let id): broker.acknowledged(id)
        case .publishRefused(let id, let topic, let reason):
            if broker.refused(id, on: topic) { tellRefusal(of: topic, reason) }
        case .subscribed: break
        case .subscriptionRefused(let subscription):
            log.error("The broker does not let the agent read \(subscription.filter). Check its access list.")
        case .oversized(let topic, let bytes): log.warning("dropped a message of \(bytes) bytes on \(topic)")
        case .overflow(let lost): log.warning("dropped \(lost) messages that came faster than they can be handled")
        }
        return false
    }

    private func connected(_ version: MQTTVersion) async {
        guard let client = broker.link?.client else { return }
        log.info("connected to the broker", metadata: ["protocol": "\(version)"])
        broker.made(version, at: Date())
        rivals.conflict.connected(at: Date())
        do {
            // Retained commands, too: only who sees them can clear them, and both versions mark them as retained.
            try client.subscribe([
                Subscription(topics.commands, wantsRetained: true), Subscription(topics.changes, wantsRetained: true),
                // Without a place in the session: what was said while this agent was away says nothing of now.
                Subscription(topics.presence, qos: .atMostOnce),
                Subscription(topics.homeAssistantStatus, qos: .atMostOnce),
            ])
            // Somebody may have come while this agent was suspended or cut off.
            try client.publish(rivals.presence.message(.arrival, on: topics.presence))
        } catch {
            // Gone again already: the next connection does it anew.
            log.info("\(error)")
        }
        publishEverything()
        await stopProbe()
    }

    private func disconnected(_ error: MQTTError) async {
        tell(error)
        broker.lost()
        reportToService()
        if error == .notAuthorized, broker.madeAt == nil {
            // Whoever mends it may have let another agent in meanwhile.
            return await stayAway(seconds: configuration.mqtt.refusalPause)
        }
        let pause = rivals.conflict.ended(error, at: Date(), jitter: .random(in: 0..<1))
        guard let pause else { return }
        log.warning(
            "The connection is cut as soon as it is made. Does another program use the client id \(clientID)?",
            metadata: ["pause_s": "\(Int(pause))"])
        await stayAway(seconds: pause)
    }

    func tell(_ error: MQTTError) {
        if broker.isUp || error.needsAttention {
            log.warning("\(error) \(error.hint)", metadata: ["code": "\(error.code)"])
        } else {
            log.info("\(error) It is tried again.")
        }
    }

    /// - Parameter topic: quoted, as the sender of a command may have chosen it for the answer.
    private func tellRefusal(of topic: String, _ reason: UInt8) {
        // MQTT 5 section 2.4: not authorized.
        let hint = reason == 0x87 ? "Check its access list." : MQTTError.refused(reason).hint
        log.error("The broker does not let the agent publish on \(String(reflecting: topic)) (\(reason)). \(hint)")
    }

    private func receive(_ message: MQTTMessage) async -> Bool {
        switch message.topic {
        case topics.presence: await receive(presence: message)
        case topics.homeAssistantStatus: if message.text == "online" { republishSoon() }
        default:
            if broker.isEcho(message) { return false }
            guard let option = topics.option(of: message.topic) else { return receive(command: message) }
            return receive(setting: option, message)
        }
        return false
    }

    private func receive(command message: MQTTMessage) -> Bool {
        switch parser.parse(message, now: clock.now()) {
        case .command(let request):
            // The sender chooses the id: quoted, it cannot look like further lines of the log.
            let id = request.id.map(String.init(reflecting:)) ?? "-"
            log.info("command", metadata: ["verb": "\(request.verb)", "id": "\(id)"])
            return perform(.command(request))
        case .refused(let reply):
            log.warning("refused a command: \(reply.message)", metadata: ["verb": "\(reply.verb)"])
            if message.retained { clear(message.topic) }
            publish(reply)
        case .nothing: break
        }
        return false
    }

    /// Removes a retained command, which the broker would hand out again after every reconnect.
    func clear(_ topic: String) {
        broker.clears(topic)
        send(MQTTMessage(topic: topic, payload: [], retained: true))
    }
}
