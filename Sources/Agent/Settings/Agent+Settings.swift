import Drive
import JSON
import Logging
import MQTT

// What is set over MQTT.
extension Agent {
    /// Carries out what was set; whatever came of it, `config` tells what holds now, so that Home Assistant's control does
    /// not show anything else.
    func receive(setting option: String, _ message: MQTTMessage) {
        guard !message.payload.isEmpty else { return }
        var reply = Reply(
            verb: "set", .done, "ok", "The setting holds now.", data: ["option": .string(String(option.prefix(64)))])
        do throws(SettingError) {
            guard !message.retained else { throw .invalid("A retained setting is never carried out.") }
            try apply(Setting(option, message.text))
        } catch {
            if message.retained { clear(message.topic) }
            log.warning("refused a setting: \(error)")
            reply.status = .rejected
            reply.code = message.retained ? "retained_command" : "invalid_payload"
            reply.message = "\(error)"
        }
        publish(reply)
        publishSettings()
    }

    private func apply(_ setting: Setting) {
        settings.take(setting)
        configuration = settings.applied(to: configured)
        account.rateLimit.bytesPerSecond = Int64(configuration.drive.rateLimit)
        remember()
        log.info("a setting was changed", metadata: ["setting": "\(setting)"])
    }

    func publishSettings() {
        let rate = Double(configuration.drive.rateLimit) / 1_000_000
        let payload: JSON = ["v": 1, "rate_limit": .number(rate)]
        send(MQTTMessage(topic: topics.settings, payload: payload.text, retained: true))
    }
}
