import MQTT

/// What announces the agent to Home Assistant, and takes back what older versions announced.
struct Announcement {
    /// Nil when the folder of the components cannot be read.
    private let discovery: Discovery?
    private(set) var components: AnnouncedComponents

    /// - Parameter remembered: what was announced before the restart.
    init(_ discovery: Discovery?, _ remembered: AnnouncedComponents) {
        self.discovery = discovery
        components = remembered
        if let discovery { components.take(discovery) }
    }

    /// Whether a component was left out because of a mistake in its file.
    var hasProblems: Bool { !(discovery?.problems.isEmpty ?? true) }

    /// For each connection. What has another platform now goes before it comes again.
    var messages: [MQTTMessage] {
        guard let discovery else { return [] }
        let replaced = components.replaced
        return (replaced.isEmpty ? [] : [discovery.message(removing: replaced)])
            + [discovery.message(removing: components.gone)]
    }

    /// Home Assistant has just started, and listens: what it may have missed is said in a way that it understands.
    mutating func takeBackObsolete() -> [MQTTMessage] {
        let obsolete = components.obsolete
        guard let discovery, !obsolete.isEmpty else { return [] }
        components.forgetObsolete()
        return [discovery.message(recalling: obsolete), discovery.message(removing: obsolete)]
    }
}
