import Logging

// How Home Assistant comes to know of the agent.
extension Agent {
    /// What announces the agent to Home Assistant; without it the agent works all the same.
    static func discovery(_ configuration: Configuration, _ log: Logger) -> Discovery? {
        do {
            let discovery = try Discovery(configuration)
            for problem in discovery.problems { log.warning("\(problem)") }
            return discovery
        } catch {
            log.error("Home Assistant will not see the agent: \(error)")
            return nil
        }
    }

    func publishDiscovery() {
        for message in announcement.messages { send(message) }
        if broker.count == 1 { remember() }
    }

    /// Not at once after Home Assistant's start: many devices do this at the same moment, it subscribes a little later than it
    /// says, and who says it often at once is answered once.
    func republishSoon() {
        guard !reported.willRepeat else { return }
        reported.willRepeat = true
        enter(.report(.everything), after: .random(in: 1...5))
    }

    func republish() {
        reported.willRepeat = false
        guard broker.isUp else { return }
        let messages = announcement.takeBackObsolete()
        for message in messages { send(message) }
        if !messages.isEmpty { remember() }
        publishEverything()
    }
}

extension Discovery {
    /// As the configuration has it.
    init(_ configuration: Configuration) throws(DiscoveryError) {
        let mqtt = configuration.mqtt
        try self.init(
            folder: configuration.discoveryDirectory, prefix: mqtt.discoveryPrefix,
            placeholders: DiscoveryPlaceholders(
                base: mqtt.baseTopic, node: mqtt.node, version: Version.current, givesObjectIDs: mqtt.objectIDs))
    }
}
