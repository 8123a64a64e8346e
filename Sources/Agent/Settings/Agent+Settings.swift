import Drive
import HTTP
import JSON
import Logging
import MQTT

// What is set over MQTT.
extension Agent {
    /// Carries out what was set; whatever came of it, `config` tells what holds now, so that Home Assistant's control does
    /// not show anything else. Returns true when the agent is to leave.
    func receive(setting name: String, _ message: MQTTMessage) -> Bool {
        guard !message.payload.isEmpty else { return false }
        var reply = Reply(verb: "set", .done, "ok", "The setting holds now.", replyPath: parser.replyPath(of: message))
        do throws(SettingError) {
            guard !message.retained else { throw .retained }
            let request = try SettingRequest(message.payload)
            reply.id = request.id
            reply.ignored = request.ignored
            let isWritten = apply(try Setting(name, request.value))
            if !isWritten { reply.message = "The setting holds until the agent ends: it could not be written down." }
        } catch {
            if message.retained { clear(message.topic) }
            log.warning("refused a setting: \(error)")
            reply.status = .rejected
            reply.code = error.code.rawValue
            reply.message = "\(error)"
        }
        reply.data = [
            "option": .string(name.cut(toBytes: 64)), "value": SettingKey.named(name)?.shown(configuration) ?? nil,
        ]
        publish(reply)
        publishSettings()
        return lookAtSchedule()
    }

    /// At once, except for the rules of retention: they let nothing go before the next run that looks at them.
    /// - Returns: whether it outlives the agent.
    private func apply(_ setting: Setting) -> Bool {
        guard adjusted.take(setting) else { return isRemembered || remember() }
        account.rateLimit.bytesPerSecond = Int64(configuration.drive.rateLimit)
        scheduler.follow(configuration.schedule)
        running?.reportInterval = Double(configuration.mqtt.progressSeconds)
        log.info(
            "a setting was changed",
            metadata: ["setting": "\(setting.key.name)", "value": "\(setting.value ?? Setting.fileWord)"])
        return remember()
    }

    /// At the start: what is not as the file has it.
    func tellSettings() {
        for key in adjusted.differences {
            let (now, file) = (key.shown(configuration).text, key.shown(adjusted.configured).text)
            log.info(
                "\(key.name) was set over MQTT to \(String(decoding: now, as: UTF8.self)); the configuration has \(String(decoding: file, as: UTF8.self))"
            )
        }
    }

    func publishSettings() {
        var payload: [String: JSON] = ["v": 1]
        for key in SettingKey.all { payload[key.name] = key.shown(configuration) }
        send(topics.settings, .object(payload), retained: true)
    }
}
