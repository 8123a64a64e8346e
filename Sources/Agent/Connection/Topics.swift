/// The agent's topics on the broker. Nothing else in the program spells one out.
package struct Topics: Sendable, Equatable {
    package let base: String
    /// Home Assistant says `online` here after a start, and `offline` when it goes.
    package let homeAssistantStatus: String

    package init(base: String, discoveryPrefix: String) {
        self.base = base
        homeAssistantStatus = "\(discoveryPrefix)/status"
    }

    /// `online` or `offline`, retained, and the will.
    package var availability: String { "\(base)/availability" }
    /// What the agent is doing and how the last job went, retained.
    package var state: String { "\(base)/state" }
    /// Numbers of the running job, retained.
    package var progress: String { "\(base)/progress" }
    /// Where agents ask each other whether they are there, never retained.
    package var presence: String { Self.presence(below: base) }

    static func presence(below base: String) -> String { "\(base)\(presenceLevel)" }

    private static let presenceLevel = "/presence"

    /// The base topic of somebody's presence topic, or nil for any other topic.
    static func base(ofPresence topic: String) -> String? { base(of: topic, without: presenceLevel) }

    /// The base topic before the last level, which starts with a slash; nil where it is another.
    static func base(of topic: String, without level: String) -> String? {
        topic.hasSuffix(level) && topic.utf8.count > level.utf8.count ? String(topic.dropLast(level.count)) : nil
    }

    /// Version and capabilities, retained.
    package var info: String { "\(base)/info" }
    /// What happened to a backup, never retained.
    package var backupEvent: String { "\(base)/event/backup" }
    /// What happened to the backups that are there already, never retained.
    package var maintenanceEvent: String { "\(base)/event/maintenance" }
    /// What happened to the room for backups, never retained.
    package var storageEvent: String { "\(base)/event/storage" }
    /// The backups at the destination, retained.
    package var catalog: String { "\(base)/catalog" }
    /// How full the destination is, retained.
    package var drive: String { "\(base)/drive" }
    /// How full the local disk is, retained.
    package var disk: String { "\(base)/disk" }
    /// Whether Google lets us in, and what to do if not, retained.
    package var authorization: String { "\(base)/auth" }
    /// Numbers of the process, retained.
    package var health: String { "\(base)/health" }
    /// Lines of the log, never retained.
    package var log: String { "\(base)/log" }
    /// Where commands are listened for.
    package var commands: String { "\(base)/command/+" }

    /// Where settings are listened for.
    package var changes: String { "\(base)/set/+" }
    /// The settings that hold, retained.
    package var settings: String { "\(base)/config" }

    /// The setting that a topic is for, or nil for any other topic.
    package func option(of topic: String) -> String? { lastLevel(of: topic, below: "\(base)/set/") }

    /// Where the answers to a command go, never retained.
    package func response(to verb: String) -> String { "\(base)/response/\(verb)" }

    /// The verb of a command topic, or nil for any other topic.
    package func verb(of topic: String) -> String? {
        lastLevel(of: topic, below: "\(base)/command/")
    }

    private func lastLevel(of topic: String, below prefix: String) -> String? {
        guard topic.hasPrefix(prefix) else { return nil }
        let level = String(topic.dropFirst(prefix.count))
        return level.isEmpty || level.contains("/") ? nil : level
    }

    /// Whether an answer may be published to a topic that a request names: never where it would be taken for a command,
    /// for discovery or for Home Assistant's own words.
    package func mayReply(to topic: String, discoveryPrefix: String) -> Bool {
        guard !topic.isEmpty, topic.utf8.count <= 256 else { return false }
        guard !topic.contains(where: { $0 == "+" || $0 == "#" || $0 == "\0" }), !topic.hasPrefix("$") else {
            return false
        }
        return !["\(base)/command/", "\(base)/set/", "\(discoveryPrefix)/"].contains { topic.hasPrefix($0) }
    }
}
