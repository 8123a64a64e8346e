import Backup
import FoundationEssentials
import JSON
import MQTT

/// Turns a message on a command topic into a command, or says why not. Knows nothing of what the agent is doing.
package struct CommandParser: Sendable {
    /// What a message turns out to be.
    package enum Outcome: Sendable, Equatable {
        case command(CommandRequest)
        case refused(Reply)
        /// Nothing to answer: the echo of a topic being cleared.
        case nothing
    }

    /// Bytes a command may have.
    package static let largestPayload = 8 * 1024

    /// Objects and lists that may lie in each other.
    static let deepestNesting = 8

    private let topics: Topics
    private let discoveryPrefix: String
    private let scope: CommandScope

    package init(topics: Topics, discoveryPrefix: String, scope: CommandScope = CommandScope()) {
        self.topics = topics
        self.discoveryPrefix = discoveryPrefix
        self.scope = scope
    }

    package func parse(_ message: MQTTMessage, now: Date) -> Outcome {
        guard let verb = topics.verb(of: message.topic) else { return .nothing }
        if message.retained && message.payload.isEmpty { return .nothing }
        var reading = CommandReading(verb: verb, scope: scope, replyPath: replyPath(of: message))
        do throws(Reply) {
            if message.retained { throw reading.refusal(.retainedCommand, "A retained command is never carried out.") }
            try reading.read(message.payload, now: now)
            return .command(try reading.request())
        } catch {
            return .refused(error)
        }
    }

    func replyPath(of message: MQTTMessage) -> ReplyPath {
        guard let topic = message.responseTopic, topics.mayReply(to: topic, discoveryPrefix: discoveryPrefix) else {
            return ReplyPath()
        }
        return ReplyPath(topic: topic, correlationData: message.correlationData)
    }
}

extension Reply: Error {}
