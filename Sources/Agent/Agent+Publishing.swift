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
        statePublication.forget()
        publishedProgress = nil
        publishState()
        publishProgress()
        publishHealth()
        publishSpace()
        publishCatalog()
        publishSettings()
        publishAuthorization()
        for entry in outbox.takeWaiting() { send(entry.message, entry.importance) }
        send(topics.availabilityMessage("online"))
    }

    private func publishDiscovery() {
        guard let discovery else { return }
        if !components.replaced.isEmpty { send(discovery.message(removing: components.replaced)) }
        send(discovery.message(removing: components.gone))
        if connections == 1 { remember() }
    }

    /// Home Assistant has just started, and listens: what it may have missed is said in a way that it understands.
    func removeObsolete() {
        let obsolete = components.obsolete
        guard let discovery, !obsolete.isEmpty else { return }
        send(discovery.message(recalling: obsolete))
        send(discovery.message(removing: obsolete))
        components.forgetObsolete()
        remember()
    }

    private func publishInfo() {
        let payload: JSON = [
            "v": 1, "version": .string(Version.current), "latest_version": nil,
            "started_at": .string(startedAt.payloadText), "protocol": JSON(protocolVersion.map { Int64($0.rawValue) }),
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
        // Where Drive is waited for, there may be nothing new for an hour.
        guard payload != publishedProgress else { return }
        publishedProgress = payload
        send(MQTTMessage(topic: topics.progress, payload: payload.text, qos: .atMostOnce, retained: true))
    }

    /// Nothing before Drive was looked at: what the broker has retained is more than that.
    func publishCatalog() {
        guard let catalog else { return }
        send(topics.catalog, CatalogReport.payload(catalog), retained: true)
    }

    func publish(_ event: BackupEvent) {
        let id = UUID().uuidString.lowercased()
        var importance = Outbox.Importance.lasting
        if case .progress = event { importance = .passing }
        send(topics.backupEvent, event.payload(id: id, at: Date()), retained: false, importance)
    }

    func publish(_ event: MaintenanceEvent) {
        let id = UUID().uuidString.lowercased()
        send(topics.maintenanceEvent, event.payload(id: id, at: Date()), retained: false)
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
        do throws(MQTTError) {
            guard isConnected, let link else { throw .notConnected }
            let id = try link.client.publish(message)
            if !message.retained && message.qos != .atMostOnce { outbox.sent(message, as: id, importance) }
        } catch {
            if error == .invalidTopic || error == .messageTooLarge {
                // The next connection would take it no better.
                let bytes = message.payload.count
                log.error("The broker does not take the message on \(message.topic) (\(bytes) bytes). \(error.hint)")
            } else if !message.retained {
                // What is retained is made anew after the next connect.
                outbox.queue(message, importance)
            }
        }
    }
}

extension Topics {
    func availabilityMessage(_ word: String) -> MQTTMessage {
        MQTTMessage(topic: availability, text: word, retained: true)
    }
}
