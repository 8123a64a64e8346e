import FoundationEssentials
import MQTT

/// What the agent knows of others that live under its names.
struct Rivals {
    /// What another one's words on the presence topic mean.
    struct Encounter {
        let rival: RivalError
        /// Nobody was heard of lately.
        let isNews: Bool
        /// The other one has the older right.
        let yields: Bool
    }

    let presence: Presence
    /// The connection of the search, under a client id of its own.
    var probe: Link?
    var search: RivalSearch
    var conflict = NameConflict()
    /// Set when the agent leaves because of another one.
    var reasonToLeave: RivalError?
    private let topics: Topics

    init(node: String, topics: Topics, discoveryPrefix: String) {
        presence = Presence(node: node)
        self.topics = topics
        search = RivalSearch(presence, topics: topics, discoveryPrefix: discoveryPrefix)
    }

    /// Takes note of somebody who spoke on the presence topic; nil when it was the agent itself or nobody.
    /// - Parameter isNew: the broker let this agent in a moment ago.
    mutating func meet(_ message: MQTTMessage, isNew: Bool, at now: Date) -> Encounter? {
        guard let other = Presence(message), other.instance != presence.instance else { return nil }
        // Of two that arrive in the same moment, perhaps only one hears the other: it knows what to do in either case.
        let yields = other.word == .answer || other.word == .arrival && isNew && other.instance < presence.instance
        return Encounter(
            rival: RivalError(base: topics.base, node: other.node, host: other.host),
            isNews: conflict.claimed(at: now), yields: yields)
    }
}
