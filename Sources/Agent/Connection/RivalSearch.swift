import JSON
import MQTT

/// Finds out, before the agent shows itself, whether another one lives under its names.
///
/// Asked is under the agent's base topic and, where the retained discovery message of its node belongs to another base
/// topic, there too: such an agent would have the same client id, and each would throw the other out. Of two that ask in
/// the same moment the one with the smaller instance stays. Once decided, an agent that has not connected yet answers, so
/// that nobody slips in between.
///
/// Until it is decided the agent touches no backup. A broker that is away, or says nothing for a while, does not keep it
/// from its work, though; and one that does not let the search in, or cuts it again and again, gets the agent without.
struct RivalSearch {
    /// What happens during the search.
    enum Event {
        case connected
        case message(MQTTMessage)
        /// The broker has taken over the question, and handed out what it has retained.
        case acknowledged
        /// The time that `wait` set is over.
        case timeout(round: Int)
        /// The connection ended, or could not be made; it is tried again.
        case ended(MQTTError)
        /// So much time has passed since the start that nobody waits any longer.
        case late
    }

    /// What is to be done next.
    enum Action: Equatable {
        case listen([String])
        case ask(topic: String)
        case answer(topic: String)
        case wait(seconds: Double, round: Int)
        /// Nobody else is there, or who is.
        case decide(RivalError?)
        /// It cannot be known now: what the agent does by itself begins nevertheless.
        case work
        /// It cannot be known at all: the agent connects without.
        case skip(MQTTError)
    }

    /// Seconds for an answer, when the broker says that somebody is there; and when it says nothing.
    private static let patience = (told: 3.0, untold: 0.25)
    /// Seconds for the broker to take the question over, if it ever does.
    private static let asking = 5.0
    /// Seconds until `late`.
    static let limit = 10.0
    /// Connections that are cut before the decision, after which it is given up.
    private static let mostCuts = 3

    private let me: Presence
    private let topics: Topics
    private let discoveryTopic: String
    private var isTold = false
    private var isDecided = false
    private var round = 0
    private var isConnected = false
    private var attempts = 0
    private var cuts = 0

    init(_ me: Presence, topics: Topics, discoveryPrefix: String) {
        self.me = me
        self.topics = topics
        discoveryTopic = "\(discoveryPrefix)/device/\(me.node)/config"
    }

    /// Forgets what was found. Rounds count on, so that a timeout of the search before ends none of this one.
    mutating func startOver() {
        (isTold, isDecided, isConnected) = (false, false, false)
        (attempts, cuts) = (0, 0)
        round += 1
    }

    mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .connected:
            (isTold, isConnected) = (false, true)
            let filters = isDecided ? [topics.presence] : [topics.presence, topics.availability, discoveryTopic]
            if isDecided { return [.listen(filters)] }
            round += 1
            return [.listen(filters), .ask(topic: topics.presence), .wait(seconds: Self.asking, round: round)]
        case .message(let message): return handle(message)
        case .acknowledged:
            round += 1
            return [.wait(seconds: isTold ? Self.patience.told : Self.patience.untold, round: round)]
        case .timeout(let round): return round == self.round ? decide(nil) : []
        case .ended(let error): return isDecided ? [] : ended(error)
        case .late: return isDecided ? [] : [.work]
        }
    }

    private mutating func ended(_ error: MQTTError) -> [Action] {
        attempts += 1
        if isConnected { cuts += 1 }
        isConnected = false
        switch error {
        // The next attempt is one with the older version.
        case .unsupportedProtocol: return []
        case .connectionLost where attempts == 1: return []
        // Perhaps because of the client id: the agent's own may be allowed.
        case .clientIDRejected, .notAuthorized: break
        default: if cuts < Self.mostCuts { return [.work] }
        }
        isDecided = true
        return [.skip(error)]
    }

    private mutating func handle(_ message: MQTTMessage) -> [Action] {
        switch message.topic {
        case topics.availability:
            isTold = isTold || message.text == "online"
            return []
        case discoveryTopic:
            guard let base = Self.base(announcedBy: message), base != topics.base else { return [] }
            isTold = true
            let topic = Topics.presence(below: base)
            return [.listen([topic]), .ask(topic: topic)]
        default:
            guard let base = Topics.base(ofPresence: message.topic), let other = Presence(message),
                other.instance != me.instance
            else { return [] }
            return heard(other, below: base)
        }
    }

    private mutating func heard(_ other: Presence, below base: String) -> [Action] {
        if isDecided { return base == topics.base && other.word != .answer ? [.answer(topic: topics.presence)] : [] }
        // Of those that still ask, the smallest stays. It may have asked before the other listened, so it asks again; an
        // answer would be heard by all, also by those before whom it gives way itself.
        if other.word == .question, me.instance < other.instance { return [.ask(topic: topics.presence)] }
        return decide(RivalError(base: base, node: other.node, host: other.host))
    }

    private mutating func decide(_ rival: RivalError?) -> [Action] {
        guard !isDecided else { return [] }
        isDecided = true
        return [.decide(rival)]
    }

    /// The base topic of the agent that announced itself, by its availability.
    private static func base(announcedBy message: MQTTMessage) -> String? {
        guard let device = try? JSON(parsing: message.payload) else { return nil }
        let topic = device["availability"]?.array?.first?["topic"]?.string
        return topic.flatMap { Topics.base(of: $0, without: "/availability") }
    }
}
