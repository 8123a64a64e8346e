import FoundationEssentials
import Logging
import MQTT

// What comes from the broker, and how the link to it fares.
extension Agent {
    /// Returns true when the agent is to leave.
    func handle(_ event: MQTTClient.Event) -> Bool {
        switch event {
        case .connected(let version, _): connected(version)
        case .disconnected(let error): disconnected(error)
        case .message(let message): return receive(message)
        case .acknowledged(let id): outbox.acknowledged(id)
        case .subscribed: break
        case .subscriptionRefused(let subscription):
            log.error("The broker does not let the agent read \(subscription.filter). Check its access list.")
        case .oversized(let topic, let bytes): log.warning("dropped a message of \(bytes) bytes on \(topic)")
        case .overflow(let lost): log.warning("dropped \(lost) messages that came faster than they can be handled")
        }
        return false
    }

    private func connected(_ version: MQTTVersion) {
        log.info("connected to the broker", metadata: ["protocol": "\(version)"])
        isConnected = true
        protocolVersion = version
        do {
            try client.subscribe([
                Subscription(topics.commands), Subscription(topics.changes),
                Subscription(topics.homeAssistantStatus, qos: .atMostOnce),
            ])
        } catch {
            // Gone again already: the next connection does it anew.
            log.info("\(error)")
        }
        publishEverything()
    }

    private func disconnected(_ error: MQTTError) {
        if isConnected || error.needsAttention {
            log.warning("\(error) \(error.hint)")
        } else {
            log.info("\(error) It is tried again.")
        }
        isConnected = false
        clearing = []
        outbox.connectionLost()
    }

    private func receive(_ message: MQTTMessage) -> Bool {
        if message.topic == topics.homeAssistantStatus {
            if message.text == "online" { republishSoon() }
            return false
        }
        if message.payload.isEmpty, clearing.remove(message.topic) != nil { return false }
        if let option = topics.option(of: message.topic) {
            return receive(setting: option, message)
        }
        switch parser.parse(message, now: Date()) {
        case .command(let request):
            // The sender chooses the id: quoted, it cannot look like further lines of the log.
            let id = request.id.map(String.init(reflecting:)) ?? "-"
            log.info("command", metadata: ["verb": "\(request.verb)", "id": "\(id)"])
            return perform(.command(request))
        case .refused(let reply):
            log.warning("refused a command: \(reply.message)", metadata: ["verb": "\(reply.verb)"])
            if message.retained { clear(message.topic) }
            publish(reply)
            return false
        case .nothing: return false
        }
    }

    /// Removes a retained command, which the broker would hand out again after every reconnect.
    func clear(_ topic: String) {
        if protocolVersion == .v311 { clearing.insert(topic) }
        send(MQTTMessage(topic: topic, payload: [], retained: true))
    }

    /// Not at once: many devices do this at the same moment.
    private func republishSoon() {
        guard !willRepublish else { return }
        willRepublish = true
        let enter = enter
        Task {
            try? await Task.sleep(for: .seconds(Double.random(in: 0...5)))
            enter.yield(.republish)
        }
    }
}
