import FoundationEssentials
import JSON
import Logging
import MQTT

// What goes to the broker.
extension Agent {
    /// In this order: what the entities are, what they show, what was missed, and last that the agent is there.
    func publishEverything() {
        publishDiscovery()
        publishInfo()
        reported.forget()
        publishState()
        publishProgress()
        publishHealth()
        publishSpace()
        publishCatalog()
        publishSettings()
        publishAuthorization()
        for entry in broker.takeWaiting() { send(entry.message, entry.importance) }
        send(topics.availabilityMessage("online"))
    }

    private func publishInfo() {
        let payload: JSON = [
            "v": 1, "version": .string(Version.current), "latest_version": nil,
            "started_at": .string(startedAt.payloadText), "protocol": JSON(broker.version.map { Int64($0.rawValue) }),
            "node": .string(configuration.mqtt.node),
            "capabilities": .array(Command.verbs.map(JSON.string)),
            "discovery_version": 1,
        ]
        send(topics.info, payload, retained: true)
    }

    var stateReport: StateReport { StateReport(machine, circumstances) }

    func publishProgress() {
        reportToService()
        let reading = running?.meter.read(at: Date())
        let payload = ProgressReport.payload(job: running?.job, reading)
        guard reported.isNews(progress: payload) else { return }
        send(MQTTMessage(topic: topics.progress, payload: payload.text, qos: .atMostOnce, retained: true))
    }

    /// Nothing before the destination was looked at: what the broker has retained is more than that.
    func publishCatalog() {
        guard let catalog else { return }
        send(topics.catalog, CatalogReport.payload(catalog), retained: true)
    }

    func publish(_ event: some PublishedEvent) {
        let id = UUID().uuidString.lowercased()
        send(event.topic(in: topics), event.payload(id: id, at: Date()), retained: false, event.importance)
    }

    func publish(_ reply: Reply) {
        let payload = reply.payload(at: Date())
        let importance: Outbox.Importance = reply.status == .accepted ? .passing : .lasting
        send(topics.response(to: reply.verb), payload, retained: false, importance)
        guard let topic = reply.replyPath.topic else { return }
        var message = MQTTMessage(topic: topic, payload: payload.text, contentType: "application/json")
        message.correlationData = reply.replyPath.correlationData
        send(message, importance)
    }

    func send(
        _ topic: String, _ payload: JSON, retained: Bool, _ importance: Outbox.Importance = .lasting
    ) {
        send(MQTTMessage(topic: topic, payload: payload.text, retained: retained), importance)
    }

    /// - Parameter importance: of a message that is not retained, while the broker is away.
    func send(_ message: MQTTMessage, _ importance: Outbox.Importance = .lasting) {
        guard let error = broker.send(message, importance) else { return }
        let bytes = message.payload.count
        log.error("The broker does not take the message on \(message.topic) (\(bytes) bytes). \(error.hint)")
    }
}

extension Topics {
    func availabilityMessage(_ word: String) -> MQTTMessage {
        MQTTMessage(topic: availability, text: word, retained: true)
    }
}
